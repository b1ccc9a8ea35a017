package io.github.nettyaudit.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpSettingsTest {
    private static final SettingKey<String> API_KEY = SettingKey.text("api-key", "a key").secret();

    private static SinkSettings settings(Map<String, ?> values) throws SinkSettingsException {
        Map<String, Object> all = new HashMap<>(Map.of("urls", "https://server.example"));
        all.putAll(values);
        return SinkSettings.of(List.of(HttpSettings.URLS, HttpSettings.USER, HttpSettings.PASSWORD,
                HttpSettings.BEARER_TOKEN, API_KEY), all);
    }

    private static void refuses(String words, Map<String, ?> values) {
        assertThatThrownBy(() -> {
            SinkSettings settings = settings(values);
            HttpSettings.servers(settings, HttpSettings.credentials(settings, API_KEY));
        }).isInstanceOf(SinkSettingsException.class).hasMessageContaining(words).message().doesNotContain("secret-word");
    }

    @ParameterizedTest
    @CsvSource({"http://a, http://a, a", "HTTPS://a:9200/, https://a:9200, a:9200", "http://[::1]:80/x/y/, http://[::1]/x/y, [::1]",
            "https://10.0.0.1:443, https://10.0.0.1, 10.0.0.1"})
    void urls(String url, String shown, String authority) {
        assertThat(HttpEndpoint.of(url)).hasToString(shown).extracting(HttpEndpoint::authority).isEqualTo(authority);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a:9200", "ftp://a", "http://", "http://a:0", "http://a:65536", "http://a?b", "http://a#b",
            "http://a b", "http:///path"})
    void noUrls(String url) {
        refuses("urls: ", Map.of("urls", url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://me:secret-word@a", "https://secret-word@a", "https://me:secret-word%@a b"})
    void aPasswordInAUrlIsRefusedAndNotRepeated(String url) {
        refuses("has a URL with a user or a password: write these as the keys", Map.of("urls", List.of("https://b", url)));
    }

    @Test
    void secretsAreSentOnlyWithTlsOrToThisMachine() throws Exception {
        refuses("http://server.example: a password or token is sent only to https://",
                Map.of("urls", "http://server.example", "bearer-token", "secret-word"));
        for (String url : List.of("http://localhost:1", "http://127.0.0.1", "http://[::1]", "https://server.example")) {
            SinkSettings settings = settings(Map.of("urls", url, "bearer-token", "secret-word"));
            assertThat(HttpSettings.servers(settings, HttpSettings.credentials(settings, API_KEY))).hasSize(1);
        }
    }

    @Test
    void oneWayToLogIn() throws Exception {
        refuses("one of several ways", Map.of("user", "me", "password", "secret-word", "api-key", "secret-word"));
        refuses("one of several ways", Map.of("bearer-token", "secret-word", "api-key", "secret-word"));
        refuses("password: is missing", Map.of("user", "me"));
        refuses("user: is missing", Map.of("password", "secret-word"));
        refuses("colon", Map.of("user", "m:e", "password", "secret-word"));
        refuses("api-key: has characters", Map.of("api-key", "secret-word\r\nX: y"));
        HttpCredentials key = HttpSettings.credentials(settings(Map.of("api-key", "secret-word")), API_KEY);
        assertThat(key).hasToString("(secret)");
        assertThat(String.valueOf(key.authorization())).isEqualTo("ApiKey secret-word");
        assertThat(HttpSettings.credentials(settings(Map.of()), API_KEY).arePresent()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "none", value = {"3, 3", "'Thu, 01 Jan 1970 00:01:40 GMT', 40", "'Thu, 01 Jan 1970 00:00:00 GMT', 0",
            "soon, none", "-1, none", "99999999999, none"})
    void retryAfter(String value, Integer seconds) {
        HttpReply reply = new HttpReply(429, new DefaultHttpHeaders().set("retry-after", value), new byte[0]);
        assertThat(reply.retryAfter(Instant.ofEpochSecond(60)))
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @Test
    void aGateThatAServerHasClosed() {
        RetryGate gate = new RetryGate();
        assertThat(gate.closed()).isNull();
        gate.close(Duration.ofDays(1));
        gate.close(Duration.ofMillis(1));
        assertThat(gate.closed()).startsWith("the server has asked to wait for another ");
        assertThat(gate.closed()).matches(".* [23][0-9]{5} ms").as("5 minutes at most");
    }

    @Test
    void whatAServerSaysIsSafeToPrint() {
        assertThat(HttpReply.printable("a\u001b[31m\r\n  b\u202ec")).isEqualTo("a [31m b c");
        assertThat(HttpReply.printable("x".repeat(1000))).hasSize(301).endsWith("…");
    }
}
