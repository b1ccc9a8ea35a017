package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.daemon.sink.tls.ServerTls;
import io.github.nettyaudit.server.option.ListenAddress;
import io.github.nettyaudit.server.web.Readers;
import io.github.nettyaudit.server.web.WebDoor;
import io.github.nettyaudit.server.web.WebToken;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A section whose server is for browsers or programs that speak HTTP: {@code metrics} and {@code page}.
 *
 * @param door     where it listens, and whom it lets in
 * @param settings all settings, those of the section itself among them
 * @param print    differs if anything differs that the server is opened with
 */
public record WebSection(WebDoor door, SinkSettings settings, Fingerprint print) {
    private static final int FIRST_FREE_PORT = 1024;
    private static final SettingKey<WebToken> TOKEN = token("token", "a secret that clients send as Authorization: Bearer");
    private static final SettingKey<Integer> USER = ListenAddress.userId("user",
            "the id of a user who may come in beside root, by a Unix socket or over loopback without a token");
    private static final String HOSTS_DESCRIPTION = "names of this host that clients use, beside localhost and addresses";
    private static final SettingKey<List<String>> TEXTS = SettingKey.texts("hosts", HOSTS_DESCRIPTION);
    private static final SettingKey<List<String>> HOSTS = SettingKey.of("hosts",
            "names of this host without a port, such as [audit.example.org]", WebSection::hosts, HOSTS_DESCRIPTION);

    /**
     * A setting that is a token.
     *
     * @param name        its name
     * @param description what it is for
     * @return the setting, which is secret
     */
    static SettingKey<WebToken> token(String name, String description) {
        return SettingKey.<WebToken>of(name, "a secret of " + WebToken.LENGTHS + " visible ASCII characters"
                + " without blanks, for example the output of: head -c 32 /dev/urandom | base64",
                value -> WebToken.of(String.valueOf(value)), description).secret();
    }

    private static List<String> hosts(Object value) {
        List<String> hosts = TEXTS.read(value);
        for (String host : hosts) {
            if (!WebDoor.isHostName(host)) {
                throw new IllegalArgumentException("'" + host + "' is not the name of a host");
            }
        }
        return hosts;
    }

    /**
     * Reads a section.
     *
     * @param name    its key, for messages
     * @param usual   where it listens if the section does not say
     * @param readers whom it lets in
     * @param own     further settings of the section
     * @return {@code null} if the section is absent, and after a problem
     */
    static @Nullable WebSection read(String name, @Nullable YamlValue value, String usual, Readers readers,
            Collection<SettingKey<?>> own) {
        YamlMap map = value == null ? null : value.map();
        if (map == null) {
            return null;
        }
        SettingKey<ListenAddress> listen = listen(usual);
        List<SettingKey<?>> keys = new ArrayList<>(List.of(listen, TOKEN, USER, HOSTS));
        keys.addAll(own);
        keys.addAll(ServerTls.SETTINGS);
        Map<String, Object> plain = new HashMap<>();
        SinkSettings settings = SectionSettings.read(map, keys, values -> door(name, listen, values, readers),
                "the section " + name, plain);
        if (settings == null) {
            return null;
        }
        try {
            return new WebSection(door(name, listen, settings, readers), settings, Fingerprint.of(plain));
        } catch (SinkSettingsException e) {
            throw new IllegalStateException(e); // it was checked a moment ago
        }
    }

    /**
     * Returns the URL of a path.
     *
     * @param address where the server listens in fact
     * @param path    the path
     * @return the URL; for a Unix socket the address and the path, unless that is the first page
     */
    public String url(ListenAddress address, String path) {
        return address instanceof ListenAddress.Tcp ? (ServerTls.isEnabled(settings) ? "https://" : "http://") + address + path
                : address + (path.equals("/") ? "" : " " + path);
    }

    /**
     * Returns whether only a process with a capability can listen at this port.
     *
     * @return whether it is below 1024
     */
    public boolean isAtPrivilegedPort() {
        return door.listen() instanceof ListenAddress.Tcp tcp && tcp.address().getPort() > 0
                && tcp.address().getPort() < FIRST_FREE_PORT;
    }

    /**
     * Returns whether the Unix socket gets another owner.
     *
     * @return whether it is given to a user
     */
    public boolean givesSocket() {
        return door.listen() instanceof ListenAddress.Unix && settings.isSet(USER);
    }

    /** The secret that clients send; {@code null} if they need none. */
    @Nullable WebToken token() {
        return settings.find(TOKEN);
    }

    /** The section as if it were empty, for an address of the command line. */
    static WebSection of(String name, ListenAddress address, Readers readers, Collection<SettingKey<?>> own)
            throws SinkSettingsException {
        List<SettingKey<?>> keys = new ArrayList<>(List.of(TOKEN, USER, HOSTS));
        keys.addAll(own);
        keys.addAll(ServerTls.SETTINGS);
        SettingKey<ListenAddress> listen = listen(address.toString());
        keys.add(listen);
        SinkSettings settings = SinkSettings.of(keys, Map.of());
        return new WebSection(door(name, listen, settings, readers), settings, Fingerprint.of(address.toString()));
    }

    private static SettingKey<ListenAddress> listen(String usual) {
        return SettingKey.of("listen", "unix:/path or IP-ADDRESS:PORT", value -> ListenAddress.parse(String.valueOf(value)),
                "where clients connect").preset(ListenAddress.parse(usual));
    }

    private static WebDoor door(String name, SettingKey<ListenAddress> listen, SinkSettings settings, Readers readers)
            throws SinkSettingsException {
        ServerTls tls = ServerTls.isEnabled(settings) ? ServerTls.of(name, settings) : null;
        Integer user = settings.find(USER);
        List<String> hosts = settings.find(HOSTS);
        try {
            return WebDoor.builder(settings.get(listen)).tls(tls).token(settings.find(TOKEN))
                    .user(user == null ? null : user.longValue()).hosts(hosts == null ? List.of() : hosts)
                    .readers(readers).build();
        } catch (IllegalArgumentException e) {
            throw new SinkSettingsException(listen, String.valueOf(e.getMessage()));
        }
    }
}
