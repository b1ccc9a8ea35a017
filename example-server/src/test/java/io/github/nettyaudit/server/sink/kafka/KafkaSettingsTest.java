package io.github.nettyaudit.server.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.netty.pkitesting.CertificateBuilder;
import java.io.StringReader;
import java.io.StreamTokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaSettingsTest {
    @TempDir
    private Path directory;

    private static Map<String, Object> config(Map<String, ?> values) throws SinkSettingsException {
        Map<String, Object> all = new HashMap<>(Map.of("bootstrap", "127.0.0.1:9092", "topic", "audit"));
        all.putAll(values);
        return ProducerSettings.of("bus", SinkSettings.of(KafkaSettings.ALL, all));
    }

    private static void expectProblem(Map<String, ?> values, String message) {
        assertThatThrownBy(() -> config(values)).isInstanceOf(SinkSettingsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void theTypeIsInstalled() {
        assertThat(EventSinks.installed().get("kafka")).isInstanceOf(KafkaSinkFactory.class);
    }

    /** A server that reads its configuration again must know what the producer has read. */
    @Test
    void certificatesAreReadWhenTheSinkIsMade() throws Exception {
        SinkSettings settings = SinkSettings.of(KafkaSettings.ALL, Map.of("bootstrap", "a:1", "topic", "audit", "tls.trust",
                "/ca.pem", "tls.certificate", "/client.pem", "tls.key", "/client.key"));
        assertThat(new KafkaSinkFactory().filesReadAtStart(settings))
                .containsExactly(Path.of("/ca.pem"), Path.of("/client.pem"), Path.of("/client.key"));
        assertThat(new KafkaSinkFactory().filesReadAtStart(SinkSettings.of(KafkaSettings.ALL, Map.of("bootstrap", "a:1",
                "topic", "audit")))).isEmpty();
    }

    @Test
    void presetsLoseRepeatAndReorderNothing() throws Exception {
        Map<String, Object> values = new HashMap<>(new ProducerConfig(config(Map.of())).values());
        assertThat(values).containsEntry("acks", "-1")
                .containsEntry("enable.idempotence", true).containsEntry("compression.type", "zstd")
                .containsEntry("retries", Integer.MAX_VALUE).containsEntry("max.in.flight.requests.per.connection", 5)
                .containsEntry("client.id", "netty-audit-bus").containsEntry("security.protocol", "PLAINTEXT")
                .containsEntry("bootstrap.servers", List.of("127.0.0.1:9092"));
    }

    @Test
    void bootstrapIsAListOrATextWithCommas() throws Exception {
        assertThat(config(Map.of("bootstrap", "a.example:9092, [::1]:9093")).get("bootstrap.servers"))
                .isEqualTo(List.of("a.example:9092", "[::1]:9093"));
        assertThat(config(Map.of("bootstrap", List.of("a:1", "b:2"))).get("bootstrap.servers"))
                .isEqualTo(List.of("a:1", "b:2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broker", "broker:", ":9092", "broker:0", "broker:65536", "broker:9092x",
        "http://broker:9092", "::1:9092", "a b:9092", "a:1,,b:2"})
    void whatIsNoHostAndPortIsNamed(String bootstrap) {
        expectProblem(Map.of("bootstrap", bootstrap), "(expected: host:port, or a list of these)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "audit events", "audit/1", "ä"})
    void aTopicThatKafkaDoesNotAllowIsRefused(String topic) {
        expectProblem(Map.of("topic", topic), "(expected: the name of a topic");
    }

    @Test
    void timesThatDoNotFitTogether() {
        expectProblem(Map.of("delivery-timeout", "30s"),
                "delivery-timeout: is shorter than linger and request-timeout together, which are 30005ms");
    }

    @Test
    void filesOfTlsAreReadAtOnce() throws Exception {
        TestCertificates certificates = new TestCertificates(directory);
        Map<String, Object> config = config(Map.of("tls.trust", certificates.authority(),
                "tls.certificate", certificates.clientCertificate(), "tls.key", certificates.clientKey()));
        assertThat(config).containsEntry("security.protocol", "SSL")
                .containsEntry("ssl.endpoint.identification.algorithm", "https");
        assertThat(String.valueOf(config)).doesNotContain("PRIVATE KEY");

        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "no certificate");
        expectProblem(Map.of("tls.trust", garbage.toString()),
                "tls.trust: names " + garbage + ", which cannot be used");
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start().waitFor()).isZero();
        expectProblem(Map.of("tls.trust", fifo.toString()), fifo + ", which is not a regular file");
        expectProblem(Map.of("tls.certificate", certificates.clientCertificate(), "tls.key", "/dev/zero"),
                "tls.key: names a file that cannot be used: /dev/zero is not a regular file");
        Path key = Path.of(certificates.clientKey());
        int user = (int) Files.getAttribute(key, "unix:uid");
        if (user == 0) { // root checks the configuration of a service that runs as a system user
            Files.setAttribute(key, "unix:uid", 999);
            assertThat(config(Map.of("tls.certificate", certificates.clientCertificate(), "tls.key", key.toString())))
                    .containsKey("ssl.keystore.key");
            Files.setAttribute(key, "unix:uid", user);
        }
        Path foreign = Files.createFile(directory.resolve("foreign.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(foreign, new CertificateBuilder().subject("CN=other").setIsCertificateAuthority(true)
                .buildSelfSigned().getPrivateKeyPEM());
        expectProblem(Map.of("tls.certificate", certificates.clientCertificate(), "tls.key", foreign.toString()),
                "tls.key: names " + foreign + ", which cannot be used: it belongs to another certificate");
        Files.setPosixFilePermissions(foreign, PosixFilePermissions.fromString("rw-r--r--"));
        expectProblem(Map.of("tls.certificate", certificates.clientCertificate(), "tls.key", foreign.toString()),
                "other users have access to " + foreign + ": chmod 600 " + foreign);
        Path der = Files.write(directory.resolve("client.der"), ((X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(Files.newInputStream(Path.of(certificates.clientCertificate())))).getEncoded());
        expectProblem(Map.of("tls.certificate", der.toString(), "tls.key", certificates.clientKey()),
                "tls.certificate: names " + der + ", which is not in PEM; openssl x509 -inform der");
        expectProblem(Map.of("tls.certificate", garbage.toString(), "tls.key", certificates.clientKey()),
                "tls.certificate: names " + garbage + ", which cannot be used");
        expectProblem(Map.of("tls.trust", "/does/not/exist.pem"),
                "tls.trust: names /does/not/exist.pem, which does not exist");
        expectProblem(Map.of("tls.certificate", certificates.clientCertificate()), "tls.key: is missing");
        expectProblem(Map.of("tls.key", certificates.clientKey()), "tls.certificate: is missing");
        Files.setPosixFilePermissions(garbage, PosixFilePermissions.fromString("rw-------"));
        expectProblem(Map.of("tls.certificate", certificates.clientCertificate(), "tls.key", garbage.toString()),
                "as PKCS #8");
        expectProblem(Map.of("tls.enabled", false, "tls.trust", certificates.authority()),
                "tls.enabled: is false, but");
    }

    @Test
    void encryptionWithTheCertificatesOfJava() throws Exception {
        assertThat(config(Map.of("tls.enabled", true))).containsEntry("security.protocol", "SSL")
                .doesNotContainKey("ssl.truststore.type");
    }

    @Test
    void aLoginIsWholeAndItsPasswordIsNotReadable() throws Exception {
        Map<String, Object> config = config(Map.of("sasl.mechanism", "scram-sha-256", "sasl.user", "alice",
                "sasl.password", "secret-1", "tls.enabled", true));
        assertThat(config).containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-256");
        assertThat(String.valueOf(config)).doesNotContain("secret-1");

        expectProblem(Map.of("sasl.user", "alice"),
                "sasl.mechanism: is missing (expected: one of plain, scram-sha-256");
        expectProblem(Map.of("sasl.mechanism", "plain", "sasl.user", "alice"), "sasl.password: is missing");
        expectProblem(Map.of("sasl.mechanism", "plain", "sasl.password", "secret-1"), "sasl.user: is missing");
        expectProblem(Map.of("sasl.mechanism", "plain", "sasl.user", "alice", "sasl.password", "secret-1"),
                "sasl.mechanism: is plain, which sends the password readable: set tls.enabled: true");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "simple", "two words", "\"; evil=\"", "back\\slash", "tab\tnewline\nreturn\r", "quote'",
        "ünï→", "\\n"})
    void aPasswordOfAnyCharactersIsReadAsItIs(String password) throws Exception {
        StreamTokenizer tokenizer = new StreamTokenizer(new StringReader(SaslSettings.quoted(password) + ';'));
        tokenizer.slashSlashComments(true);
        tokenizer.slashStarComments(true);
        tokenizer.wordChars('-', '-');
        tokenizer.wordChars('_', '_');

        assertThat(tokenizer.nextToken()).isEqualTo('"');
        assertThat(tokenizer.sval).isEqualTo(password);
        assertThat(tokenizer.nextToken()).isEqualTo(';');
    }
}
