package io.github.nettyaudit.server.sink.stream;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.daemon.sink.tls.ServerTls;
import io.github.nettyaudit.server.option.ListenAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The settings of a sink of the type {@code stream}. */
final class StreamSettings {
    static final SettingKey<ListenAddress> LISTEN = SettingKey.of("listen", "unix:/path or IP-ADDRESS:PORT",
            value -> ListenAddress.parse(String.valueOf(value)), "where subscribers connect").required();
    static final SettingKey<Path> TOKEN_FILE = SettingKey.path("token-file",
            "a file of mode 0600 with the secret that each subscriber sends over TCP");
    static final SettingKey<Integer> USER = ListenAddress.userId("user",
            "the id of a user who owns the Unix socket and may connect, besides root");
    static final SettingKey<Long> BUFFER = SettingKey.size("subscriber-buffer", 64 << 10, 256 << 20,
            "how many bytes may wait for each subscriber").preset(4L << 20);
    static final SettingKey<Integer> MOST = SettingKey.number("max-subscribers", 1, 10_000,
            "how many subscribers there are at most").preset(64);

    static final List<SettingKey<?>> ALL = all();

    private StreamSettings() {
    }

    private static List<SettingKey<?>> all() {
        List<SettingKey<?>> all = new ArrayList<>(List.of(LISTEN, TOKEN_FILE, USER, BUFFER, MOST));
        all.addAll(ServerTls.SETTINGS);
        return List.copyOf(all);
    }

    /** Refuses an address at which anybody could read the audit trail. */
    static void check(SinkSettings settings) throws SinkSettingsException {
        boolean hasTls = ServerTls.isEnabled(settings);
        boolean hasToken = settings.isSet(TOKEN_FILE);
        if (settings.get(LISTEN) instanceof ListenAddress.Tcp tcp) {
            if (settings.isSet(USER)) {
                throw new SinkSettingsException(USER, "goes with a Unix socket");
            }
            if (!hasTls && !hasToken) {
                throw new SinkSettingsException(LISTEN, "is a TCP port, which everybody can connect to: set the keys of tls,"
                        + " token-file, or both; or listen at unix:/path");
            }
            if (!hasTls && !tcp.address().getAddress().isLoopbackAddress()) {
                throw new SinkSettingsException(LISTEN, "is not a loopback address, and the token and the events would be"
                        + " readable on the network: set the keys of tls");
            }
        } else if (hasTls || hasToken) {
            throw new SinkSettingsException(LISTEN, "is a Unix socket, which has neither tls nor token-file: the kernel says"
                    + " who connects");
        }
    }

    /** Refuses TLS that lets everybody in. */
    static void check(SinkSettings settings, ServerTls tls) throws SinkSettingsException {
        if (tls.clients() != ServerTls.Clients.REQUIRED && !settings.isSet(TOKEN_FILE)) {
            throw new SinkSettingsException(ServerTls.CLIENT_CERTIFICATES, "is not required, so that everybody can"
                    + " subscribe: set tls.trust, or token-file");
        }
    }
}
