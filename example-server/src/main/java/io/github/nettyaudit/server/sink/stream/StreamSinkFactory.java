package io.github.nettyaudit.server.sink.stream;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.daemon.sink.tls.ServerTls;
import io.github.nettyaudit.server.listen.AccessToken;
import io.github.nettyaudit.server.option.ListenAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes sinks of the type {@code stream}. They listen when they are {@linkplain StreamSink#start started}. */
public final class StreamSinkFactory implements EventSinkFactory {
    /** The type. */
    public static final String TYPE = "stream";
    private static final int FIRST_UNPRIVILEGED = 1024;

    /** Creates the factory; {@link java.util.ServiceLoader} does. */
    public StreamSinkFactory() {
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public List<SettingKey<?>> settings() {
        return StreamSettings.ALL;
    }

    @Override
    public void check(String name, SinkSettings settings) throws SinkSettingsException {
        tls(name, settings);
        Path token = settings.find(StreamSettings.TOKEN_FILE);
        if (token != null) {
            checkToken(token);
        }
    }

    private static void checkToken(Path token) throws SinkSettingsException {
        try {
            AccessToken.check(token);
        } catch (IOException e) {
            throw new SinkSettingsException(StreamSettings.TOKEN_FILE, "names " + token + ", which cannot be used: "
                    + e.getMessage());
        }
    }

    @Override
    public EventSink create(String name, SinkSettings settings) throws SinkSettingsException {
        return new StreamSink(name, settings, tls(name, settings));
    }

    /**
     * Returns where a sink listens.
     *
     * @param settings the settings of a sink of this type
     * @return the address
     */
    public static ListenAddress address(SinkSettings settings) {
        return settings.get(StreamSettings.LISTEN);
    }

    /**
     * Returns the directory in which a sink makes its Unix socket. The server does not make it: who may reach the socket
     * depends on its owner and mode.
     *
     * @param settings the settings of a sink of this type
     * @return the directory; {@code null} if the sink listens at a TCP port
     */
    public static @Nullable Path directoryOfSocket(SinkSettings settings) {
        return settings.get(StreamSettings.LISTEN) instanceof ListenAddress.Unix unix ? unix.path().getParent() : null;
    }

    /**
     * Returns whether a sink listens at a port that only privileged processes may have.
     *
     * @param settings the settings of a sink of this type
     * @return whether the port is below 1024
     */
    public static boolean isAtPrivilegedPort(SinkSettings settings) {
        return settings.get(StreamSettings.LISTEN) instanceof ListenAddress.Tcp tcp && tcp.address().getPort() > 0
                && tcp.address().getPort() < FIRST_UNPRIVILEGED;
    }

    /**
     * Returns whether a sink gives its socket to a user.
     *
     * @param settings the settings of a sink of this type
     * @return whether it does
     */
    public static boolean givesSocket(SinkSettings settings) {
        return settings.isSet(StreamSettings.USER);
    }

    private static @Nullable ServerTls tls(String name, SinkSettings settings) throws SinkSettingsException {
        StreamSettings.check(settings);
        ServerTls tls = ServerTls.isEnabled(settings) ? ServerTls.of(name, settings) : null;
        if (tls != null) {
            StreamSettings.check(settings, tls);
        }
        return tls;
    }

    @Override
    public List<Path> filesReadAtStart(SinkSettings settings) {
        return Stream.ofNullable(settings.find(StreamSettings.TOKEN_FILE)).toList();
    }

    @Override
    public boolean isExclusive(SinkSettings settings) {
        return true;
    }
}
