package io.github.nettyaudit.server.http;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The settings that the sinks over HTTP have in common. */
public final class HttpSettings {
    /** The servers. */
    public static final SettingKey<List<HttpEndpoint>> URLS = SettingKey.of("urls",
            "a URL such as https://host:port, or a list of these", HttpSettings::urls,
            "the servers, of which one is used until it fails").required();
    /** The user of basic authentication. */
    public static final SettingKey<String> USER = SettingKey.text("user", "the name of the user");
    /** The password of basic authentication. */
    public static final SettingKey<String> PASSWORD = SettingKey.text("password", "the password of the user").secret();
    /** A bearer token. */
    public static final SettingKey<String> BEARER_TOKEN = SettingKey.text("bearer-token",
            "a token, for the header Authorization: Bearer").secret();
    /** How long a connection may take. */
    public static final SettingKey<Duration> CONNECT_TIMEOUT = SettingKey.duration("connect-timeout",
            Duration.ofMillis(100), Duration.ofMinutes(10), "how long a connection may take to be made")
            .preset(Duration.ofSeconds(10));
    /** How long an answer may take. */
    public static final SettingKey<Duration> REQUEST_TIMEOUT = SettingKey.duration("request-timeout",
            Duration.ofMillis(100), Duration.ofMinutes(10), "how long the server may take to answer a request")
            .preset(Duration.ofSeconds(30));

    /** Stands for a URL with a password, which no message may repeat. */
    private static final HttpEndpoint WITH_USER = new HttpEndpoint(false, "", 0, "");

    private HttpSettings() {
    }

    private static @Nullable List<HttpEndpoint> urls(Object value) {
        List<HttpEndpoint> servers = new ArrayList<>();
        for (Object url : value instanceof List<?> list ? list : List.of(value)) {
            String text = String.valueOf(url);
            servers.add(text.indexOf('@') >= 0 ? WITH_USER : HttpEndpoint.of(text));
        }
        return servers.isEmpty() ? null : List.copyOf(servers);
    }

    /**
     * Reads the servers.
     *
     * @param settings    the settings
     * @param credentials what is sent to them
     * @return the servers, at least one
     * @throws SinkSettingsException if a URL contains a user, or a secret would be sent without encryption
     */
    public static List<HttpEndpoint> servers(SinkSettings settings, HttpCredentials credentials)
            throws SinkSettingsException {
        return servers(settings, credentials, false);
    }

    /**
     * Reads the servers.
     *
     * @param settings    the settings
     * @param credentials what is sent to them
     * @param hasSecret   whether another secret is sent to them
     * @return the servers, at least one
     * @throws SinkSettingsException if a URL contains a user, or a secret would be sent without encryption
     */
    public static List<HttpEndpoint> servers(SinkSettings settings, HttpCredentials credentials, boolean hasSecret)
            throws SinkSettingsException {
        List<HttpEndpoint> servers = settings.get(URLS);
        for (HttpEndpoint server : servers) {
            if (server.equals(WITH_USER)) {
                throw new SinkSettingsException(URLS, "has a URL with a user or a password: write these as the keys"
                        + " user and password");
            }
            if ((credentials.arePresent() || hasSecret) && !server.isEncrypted() && !server.isThisMachine()) {
                throw new SinkSettingsException(URLS, server + ": a password or token is sent only to https://, or to"
                        + " this machine");
            }
        }
        return servers;
    }

    /**
     * Reads the settings of TLS. Whether a connection is encrypted is said by the URL.
     *
     * @param name     the name of the sink, for messages
     * @param settings the settings, {@link ClientTls#SETTINGS} among them
     * @param servers  the servers
     * @param protocol the name of the protocol, for ALPN
     * @return the maker of handlers; {@code null} if no server is encrypted
     * @throws SinkSettingsException if the settings contradict each other, or a file cannot be used
     */
    public static @Nullable ClientTls tls(String name, SinkSettings settings, List<HttpEndpoint> servers, String protocol)
            throws SinkSettingsException {
        boolean isEncrypted = servers.stream().anyMatch(HttpEndpoint::isEncrypted);
        if (ClientTls.isEnabled(settings) && !servers.stream().allMatch(HttpEndpoint::isEncrypted)) {
            throw new SinkSettingsException(URLS, "must begin with https://, as tls is set");
        }
        if (isEncrypted && settings.isSet(ClientTls.ENABLED) && !settings.get(ClientTls.ENABLED)) {
            throw new SinkSettingsException(ClientTls.ENABLED, "is false, but there is a URL with https://");
        }
        return isEncrypted ? ClientTls.of(name, settings, protocol) : null;
    }

    /**
     * Reads the credentials.
     *
     * @param settings the settings
     * @param apiKey   the setting of a key for the scheme {@code ApiKey}; {@code null} if the sink has none
     * @return the credentials
     * @throws SinkSettingsException if there are several, or a part is missing
     */
    public static HttpCredentials credentials(SinkSettings settings, @Nullable SettingKey<String> apiKey)
            throws SinkSettingsException {
        String user = settings.find(USER);
        String password = settings.find(PASSWORD);
        String bearer = settings.find(BEARER_TOKEN);
        String key = apiKey == null ? null : settings.find(apiKey);
        if ((user != null || password != null ? 1 : 0) + (bearer != null ? 1 : 0) + (key != null ? 1 : 0) > 1) {
            throw new SinkSettingsException(bearer != null ? BEARER_TOKEN : USER,
                    "is one of several ways to log in; keep one of them");
        }
        if (key != null && apiKey != null) {
            return token(apiKey, "ApiKey", key);
        }
        if (bearer != null) {
            return token(BEARER_TOKEN, "Bearer", bearer);
        }
        if (user == null && password == null) {
            return HttpCredentials.NONE;
        }
        if (user == null || user.indexOf(':') >= 0) {
            throw new SinkSettingsException(USER, user == null ? "is missing, but there is a password"
                    : "must not contain a colon");
        }
        if (password == null) {
            throw new SinkSettingsException(PASSWORD, "is missing, but there is a user");
        }
        return HttpCredentials.basic(user, password);
    }

    private static HttpCredentials token(SettingKey<String> key, String scheme, String token)
            throws SinkSettingsException {
        try {
            return HttpCredentials.token(scheme, token);
        } catch (IllegalArgumentException e) {
            throw new SinkSettingsException(key, String.valueOf(e.getMessage()));
        }
    }
}
