package io.github.nettyaudit.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.option.ListenAddress;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
        "{ hosts: 'a:80' }|metrics.hosts \"a:80\" is not allowed: 'a:80' is not the name of a host (expected: names of this"
            + " host without a port",
        "{ hosts: ['*'] }|metrics.hosts [*] is not allowed: '*' is not the name of a host",
        "{ listen: 'unix:relative' }|metrics.listen \"unix:relative\" is not allowed: the path of a socket must begin with /",
        "{ token: { file: /etc/passwd, environment: X } }|metrics.token needs one of file and environment, not both",
        "{ token: { path: /x } }|metrics.token must say where the secret is",
        "{ user: alice }|metrics.user \"alice\" is not allowed (expected: the number that id -u NAME prints)",
        "{ listen: 'http://127.0.0.1:1/' }|http://127.0.0.1:1/' is neither unix:PATH nor ADDRESS:PORT",
        "{ listen: '[::1]' }|[::1]' is neither unix:PATH nor ADDRESS:PORT",
        "{ listen: '*:9464' }|*' is not an IP address; all addresses of this host are 0.0.0.0 or [::]",
        "{ tls: { certificate: own.pem, key: /x } }|metrics.tls.certificate \"own.pem\" must begin with /",
        "9464|metrics needs keys with values; metrics: {} has the presets of all keys",
        "{ listn: 'x' }|metrics.listn is not known (did you mean listen?)",
        "true|metrics needs keys with values"})
    void saysWhatIsWrong(String section, String message) {
        assertThatThrownBy(() -> parse(section)).isInstanceOf(ServerException.class).hasMessageContaining(message)
                .hasMessageNotContaining("0123456789").hasMessageStartingWith("server.yaml:");
    }

    /** The server would say it at the first connection. */
    @Test
    void aCertificateThatHasExpiredIsAWarning() throws Exception {
        List<String> warnings = new ArrayList<>();
        X509Bundle bundle = new CertificateBuilder().subject("CN=localhost").setIsCertificateAuthority(true)
                .notBefore(Instant.parse("2024-01-01T00:00:00Z")).notAfter(Instant.parse("2024-02-01T00:00:00Z"))
                .buildSelfSigned();
        Path certificate = Files.writeString(directory.resolve("own.pem"), bundle.getCertificatePEM());
        Path key = Files.createFile(directory.resolve("own.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, bundle.getPrivateKeyPEM());
        String text = SINKS + "metrics: { tls: { certificate: " + certificate + ", key: " + key + " } }\n";
        ConfigurationFile.parse("server.yaml", text.getBytes(StandardCharsets.UTF_8), EventSinks.installed(), warnings::add);
        assertThat(warnings).singleElement().asString().startsWith("server.yaml:").endsWith("metrics.tls.certificate names "
                + certificate + ", which expired at 2024-02-01T00:00:00Z: renew it; until then connections fail");
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
