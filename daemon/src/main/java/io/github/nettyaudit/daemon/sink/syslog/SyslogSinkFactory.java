package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes sinks of the type {@code syslog}. A receiver that is not there is a reason to try again. */
public final class SyslogSinkFactory implements EventSinkFactory {
    /** The largest datagram of UDP over IPv4. */
    private static final int LARGEST_DATAGRAM = 65_507;

    /** Creates the factory; {@link java.util.ServiceLoader} does. */
    public SyslogSinkFactory() {
    }

    @Override
    public String type() {
        return "syslog";
    }

    @Override
    public List<SettingKey<?>> settings() {
        return SyslogSettings.ALL;
    }

    @Override
    public void check(String name, SinkSettings settings) throws SinkSettingsException {
        Transport transport = settings.get(SyslogSettings.TRANSPORT);
        check(settings, transport, settings.get(SyslogSettings.ADDRESS));
        if (transport == Transport.TLS) {
            ClientTls.of(name, settings);
        }
    }

    @Override
    public EventSink create(String name, SinkSettings settings) throws IOException {
        Transport transport = settings.get(SyslogSettings.TRANSPORT);
        ReceiverAddress address = settings.get(SyslogSettings.ADDRESS);
        check(settings, transport, address);
        if (!Epoll.isAvailable()) {
            throw new IOException("a sink of the type syslog needs epoll", Epoll.unavailabilityCause());
        }
        if (!transport.isStream()) {
            return new DatagramSink(name, address.withPort(transport.port()), encoder(settings, transport));
        }
        ClientTls tls = transport == Transport.TLS ? ClientTls.of(name, settings) : null;
        return new StreamSink(name, address.withPort(transport.port()), encoder(settings, transport), tls,
                settings.get(SyslogSettings.REPEAT), settings.get(SyslogSettings.CONNECT_TIMEOUT));
    }

    private static void check(SinkSettings settings, Transport transport, ReceiverAddress address)
            throws SinkSettingsException {
        if (address.isPath() != (transport == Transport.UNIX)) {
            throw new SinkSettingsException(SyslogSettings.ADDRESS, address.isPath()
                    ? "is the path of a socket, which needs transport: unix" : "is no path, which transport: unix needs");
        }
        if (transport == Transport.TLS) {
            if (settings.isSet(ClientTls.ENABLED) && !settings.get(ClientTls.ENABLED)) {
                throw new SinkSettingsException(ClientTls.ENABLED, "is false, but transport is tls");
            }
        } else if (ClientTls.isEnabled(settings)) {
            throw new SinkSettingsException(SyslogSettings.TRANSPORT, "is not tls, but keys of tls are set");
        }
        for (SettingKey<?> ofStreams : List.of(SyslogSettings.FRAMING, SyslogSettings.REPEAT)) {
            if (!transport.isStream() && settings.isSet(ofStreams)) {
                throw new SinkSettingsException(ofStreams, "goes with transport: tls or tcp");
            }
        }
        if (!transport.isStream() && settings.get(SyslogSettings.MAX_SIZE) > LARGEST_DATAGRAM) {
            throw new SinkSettingsException(SyslogSettings.MAX_SIZE, "is larger than a datagram, which has at most "
                    + LARGEST_DATAGRAM + " bytes");
        }
    }

    private static MessageEncoder encoder(SinkSettings settings, Transport transport) {
        int priority = settings.get(SyslogSettings.FACILITY).priority(settings.get(SyslogSettings.SEVERITY));
        String appName = settings.get(SyslogSettings.APP_NAME);
        String structure = settings.get(SyslogSettings.STRUCTURED_DATA);
        MessageHeader header = transport == Transport.UNIX
                ? new LocalHeader(priority, appName, ZoneId.systemDefault())
                : new Rfc5424Header(priority, appName, structure.equals(SyslogSettings.NONE) ? null : structure,
                        settings.get(SyslogSettings.BOM));
        @Nullable Framing framing = transport.isStream() ? settings.get(SyslogSettings.FRAMING) : null;
        return new MessageEncoder(header, framing, settings.get(SyslogSettings.MAX_SIZE).intValue(),
                settings.get(SyslogSettings.TOO_LARGE) == SyslogSettings.TooLarge.TRUNCATE);
    }
}
