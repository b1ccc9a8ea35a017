package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.pcapng.NetlinkTap;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.AuditDaemonMode;
import io.github.nettyaudit.daemon.AuditDaemonOptions;
import io.github.nettyaudit.daemon.AuditDaemonOptionsBuilder;
import io.github.nettyaudit.daemon.source.AuditEndpoint;
import io.github.nettyaudit.daemon.source.SocketStore;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.SourceMode;
import io.github.nettyaudit.server.tap.TapFile;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.github.nettyaudit.transport.AuditNetlinkException;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Opens the audit daemon that the options ask for, and reports which mode was chosen and why. */
public final class SourceOpener {
    private static final int LOOPS = 2;

    private final SourceSettings settings;
    private final OperatorLog operator;
    private final Consumer<AuditStatus> firstStatus;
    private final @Nullable TapFile tap;
    private final Runnable whenDemoEnds;
    private final ChannelHandler[] handlers;
    private @Nullable SocketStore socketStore;
    private @Nullable Path receiveDirectory;

    /**
     * Creates an opener.
     *
     * @param settings     which source, and how
     * @param operator     gets sentences for the operator
     * @param firstStatus  gets the kernel's status at the start, before there are any records, if it is known
     * @param tap          gets a copy of all traffic, if there is one
     * @param whenDemoEnds run when the demo has sent all its records
     * @param handlers     the handlers of the data channel's pipeline
     */
    public SourceOpener(SourceSettings settings, OperatorLog operator, Consumer<AuditStatus> firstStatus,
                        @Nullable TapFile tap, Runnable whenDemoEnds, ChannelHandler... handlers) {
        this.settings = settings;
        this.operator = operator;
        this.firstStatus = firstStatus;
        this.tap = tap;
        this.whenDemoEnds = whenDemoEnds;
        this.handlers = handlers.clone();
    }

    /**
     * Sets where the socket is stored for the next process, if the kernel that runs here is the source.
     *
     * @param store the store; {@code null} for none
     * @return this
     */
    public SourceOpener storedIn(@Nullable SocketStore store) {
        socketStore = store;
        return this;
    }

    /**
     * Sets where the receive memory is kept, if the kernel that runs here is the source.
     *
     * @param directory the directory
     * @return this
     */
    public SourceOpener receivingIn(Path directory) {
        receiveDirectory = directory;
        return this;
    }

    /**
     * Opens the source; blocks until records can be received. If it fails, nothing is left open and nothing changed.
     *
     * @return the open source
     * @throws ServerException      if it cannot be opened; the message is for the operator
     * @throws InterruptedException if the thread is interrupted
     */
    public KernelSource open() throws ServerException, InterruptedException {
        AuditNetlinkException unavailable = AuditNetlinkChannel.unavailabilityCause();
        if (unavailable != null) {
            throw KernelReplies.failure(unavailable);
        }
        DemoKernel demo = settings.mode() == SourceMode.DEMO ? new DemoKernel() : null;
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(LOOPS, new DefaultThreadFactory("audit-kernel", true),
                EpollIoHandler.newFactory());
        boolean opened = false;
        try {
            Future<AuditDaemon> opening = AuditDaemon.open(group, daemonOptions(demo), handlers);
            if (!opening.await().isSuccess()) {
                throw KernelReplies.failure(opening.cause());
            }
            KernelSource source = opened(group, opening.getNow(), demo);
            opened = true;
            return source;
        } finally {
            if (!opened) {
                KernelSource.end(group);
                if (demo != null) {
                    demo.close();
                }
            }
        }
    }

    private AuditDaemonOptions daemonOptions(@Nullable DemoKernel demo) {
        AuditDaemonOptionsBuilder builder = AuditDaemonOptions.builder()
                .mode(switch (settings.mode()) {
                    case AUTO -> AuditDaemonMode.AUTO;
                    case UNICAST, DEMO -> AuditDaemonMode.DAEMON;
                    case MULTICAST -> AuditDaemonMode.MULTICAST;
                })
                .enable(settings.enable())
                .registerAgain(settings.reregister())
                .receiveBuffer(settings.receiveBuffer())
                .readDelay(settings.readDelay(), settings.readDelayRate())
                .watchInterval(settings.watchInterval())
                .closeTimeout(settings.closeTimeout())
                .shutdownHook(false) // the server closes in its own hook, in the order in which records flow
                // the settings of a scripted kernel are of no interest
                .notices(demo == null ? operator::warn : line -> { });
        if (settings.backlogLimit() != null) {
            builder.backlogLimit(settings.backlogLimit());
        }
        if (settings.backlogWaitTime() != null) {
            builder.backlogWaitTime(settings.backlogWaitTime());
        }
        if (demo != null) {
            builder.endpoint(demo.endpoint());
        } else {
            builder.stateDirectory(settings.stateDirectory());
            if (receiveDirectory != null) {
                builder.receiveDirectory(receiveDirectory);
            }
            if (socketStore != null) {
                builder.socketStore(socketStore);
            }
        }
        if (tap != null) {
            builder.channelInitializer((channel, role) -> channel.pipeline()
                    .addLast(new NetlinkTap(tap.writer(), tap.describe(role.toString()))));
        }
        return builder.build();
    }

    private KernelSource opened(EventLoopGroup group, AuditDaemon daemon, @Nullable DemoKernel demo) {
        AuditStatus status = daemon.lastStatus();
        if (status != null) {
            firstStatus.accept(status);
        }
        if (demo != null) {
            operator.say("source: demo, " + settings.demoRate() + (settings.demoRate() == 1 ? " record" : " records")
                    + " per second; these are events of a made-up host, repeated with the present time, and the"
                    + " kernel's audit is not used");
            demo.start(settings.demoRate(), settings.demoCount(), whenDemoEnds);
            return new KernelSource("demo", group, daemon, demo);
        }
        boolean unicast = daemon.mode() == AuditDaemonMode.DAEMON;
        operator.say("source: " + (unicast ? "unicast, " : "multicast, read-only, ") + because(daemon.reason())
                + (unicast ? "; this process (pid " + ProcessHandle.current().pid() + ") is the audit daemon now" : ""));
        return new KernelSource(unicast ? "unicast" : "multicast", group, daemon, null);
    }

    private static String because(String reason) {
        return reason.startsWith("as ") ? reason : "because " + reason;
    }
}
