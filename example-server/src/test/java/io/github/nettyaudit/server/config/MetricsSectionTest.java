package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.option.ListenAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section {@code metrics}: what is refused, and when it differs. */
class MetricsSectionTest {
    private static final String SINKS = "sinks: [ { name: a, type: stdout } ]\n";

    @TempDir
    private Path directory;
    private Path token;

    @BeforeEach
    void writeToken() throws Exception {
        token = Files.writeString(directory.resolve("token"), "a-secret-of-the-metrics\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    }

    private MetricsSection parse(String section) throws ServerException {
        return ConfigurationFile.parse("server.yaml", (SINKS + "metrics: " + section.replace("TOKEN", "{ file: " + token
                + " }") + '\n').getBytes(StandardCharsets.UTF_8), EventSinks.installed()).metrics();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{ listen: '0.0.0.0:9464' }|metrics.listen is not a loopback address, so that everybody on the network could connect: set"
            + " token or the keys of tls",
        "{ listen: 'localhost' }|metrics.listen \"localhost\" is not allowed",
        "{ listen: 'unix:/run/x.sock', token: TOKEN }|metrics.listen is a Unix socket, which has neither tls nor token",
        "{ token: 0123456789abcdef0123 }|metrics.token must say where the secret is",
        "{ token: { environment: NO_SUCH_VARIABLE } }|metrics.token names an environment variable that is not set",
        "{ tls: { key: /nowhere } }|metrics needs the key tls.certificate",
        "{ ready-lag: 0 }|metrics.ready-lag \"0\" is not allowed",
        "{ hosts: 'a:80' }|a name in hosts that is none: 'a:80'",
        "{ listn: 'x' }|metrics.listn is not known (did you mean listen?)",
        "true|metrics needs keys with values"})
    void saysWhatIsWrong(String section, String message) {
        assertThatThrownBy(() -> parse(section)).isInstanceOf(ServerException.class).hasMessageContaining(message)
                .hasMessageNotContaining("0123456789").hasMessageStartingWith("server.yaml:");
    }

    @Test
    void isAbsentUnlessItIsThere() throws Exception {
        assertThat(ConfigurationFile.parse("server.yaml", SINKS.getBytes(StandardCharsets.UTF_8), EventSinks.installed())
                .metrics()).isNull();
        assertThat(parse("{}").web().door().listen()).hasToString("127.0.0.1:9464");
        assertThat(parse("{ listen: '0.0.0.0:1', token: TOKEN, ready-lag: 5m }").readyLag()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void differsIfAnythingDiffers() throws Exception {
        Fingerprint first = parse("{ token: TOKEN }").web().print();
        assertThat(parse("{ token: TOKEN }").web().print()).isEqualTo(first);
        assertThat(parse("{ token: TOKEN, ready-lag: 5m }").web().print()).isNotEqualTo(first);
        Files.writeString(token, "another-secret-of-the-metrics\n");
        assertThat(parse("{ token: TOKEN }").web().print()).isNotEqualTo(first);
    }

    @Test
    void theOptionTakesAnAddressThatNeedsNothingElse() throws Exception {
        assertThat(MetricsSection.at(ListenAddress.parse("unix:/run/x.sock")).web().door().listen())
                .hasToString("unix:/run/x.sock");
        assertThatThrownBy(() -> MetricsSection.at(ListenAddress.parse("192.0.2.1:80"))).isInstanceOf(ServerException.class)
                .hasMessageStartingWith("--metrics 192.0.2.1:80 is not a loopback address")
                .hasMessageEndingWith("these are settings of a file for --config");
    }
}
