package io.github.nettyaudit.daemon;

import io.github.nettyaudit.daemon.internal.kernel.DataChannelOptions;
import io.github.nettyaudit.daemon.settings.AuditSetting;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.daemon.source.ChannelRole;
import io.github.nettyaudit.daemon.source.SocketStore;
import io.netty.channel.Channel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The options of an {@link AuditDaemon}; immutable. {@link #builder()} documents each of them. */
public final class AuditDaemonOptions {
    final AuditDaemonMode mode;
    final Map<AuditSetting, Long> settings;
    final boolean registerAgain;
    final DataChannelOptions data;
    final Duration watchInterval;
    final Duration checkInterval;
    final Duration openTimeout;
    final Duration closeTimeout;
    final boolean shutdownHook;
    final AuditEndpoint endpoint;
    final @Nullable Path stateDirectory;
    final @Nullable SocketStore socketStore;
    final @Nullable Path receiveDirectory;
    final BiConsumer<Channel, ChannelRole> channelInitializer;
    final Consumer<String> notices;

    AuditDaemonOptions(AuditDaemonOptionsBuilder builder) {
        mode = builder.mode;
        settings = new EnumMap<>(AuditSetting.class);
        settings.putAll(builder.settings);
        registerAgain = builder.registerAgain;
        data = new DataChannelOptions(builder.receiveBuffer, builder.readDelay, builder.readDelayRate);
        watchInterval = builder.watchInterval;
        checkInterval = builder.checkInterval;
        openTimeout = builder.openTimeout;
        closeTimeout = builder.closeTimeout;
        shutdownHook = builder.shutdownHook;
        endpoint = builder.endpoint;
        stateDirectory = builder.stateDirectory();
        socketStore = builder.socketStore;
        receiveDirectory = builder.receiveDirectory;
        channelInitializer = builder.channelInitializer;
        notices = new AuditDaemonNotices(builder.notices);
    }

    /**
     * Returns the default options.
     *
     * @return the options of an unchanged {@link #builder()}
     */
    public static AuditDaemonOptions defaults() {
        return builder().build();
    }

    /**
     * Returns a builder that is set to the defaults.
     *
     * @return a new builder
     */
    public static AuditDaemonOptionsBuilder builder() {
        return new AuditDaemonOptionsBuilder();
    }

    /** The file that belongs to the kernel of these options; each has its own. */
    String stateFileName() {
        return endpoint.isLive() ? "state" : "state-" + endpoint.protocol() + '-'
                + Integer.toUnsignedString(endpoint.kernel().portId());
    }
}
