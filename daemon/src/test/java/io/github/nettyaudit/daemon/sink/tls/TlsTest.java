package io.github.nettyaudit.daemon.sink.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Both ends with files, which are replaced. */
class TlsTest {
    @TempDir
    private Path directory;
    private TestAuthority authority;

    @BeforeEach
    void makeCertificates() throws Exception {
        authority = new TestAuthority(directory);
        authority.issue("server");
        authority.issue("client");
    }

    private Map<String, Object> files(String name) {
        return new HashMap<>(Map.of("tls.trust", authority.file("authority.pem"),
                "tls.certificate", authority.file(name + ".pem"), "tls.key", authority.file(name + ".key")));
    }

    private ServerTls server(Map<String, Object> settings) throws SinkSettingsException {
        return ServerTls.of("test", SinkSettings.of(ServerTls.SETTINGS, settings));
    }

    private ClientTls client(Map<String, Object> settings) throws SinkSettingsException {
        return ClientTls.of("test", SinkSettings.of(ClientTls.SETTINGS, settings));
    }

    private Map<String, Object> trustOnly() {
        return new HashMap<>(Map.of("tls.trust", authority.file("authority.pem")));
    }

    private static SslHandler of(ServerTls server) throws IOException {
        return server.newHandler(UnpooledByteBufAllocator.DEFAULT);
    }

    private static SslHandler of(ClientTls client) throws IOException {
        return client.newHandler(UnpooledByteBufAllocator.DEFAULT, "localhost", 6514);
    }

    private static BigInteger serialOfServer(ServerTls server, ClientTls client) throws Exception {
        SslHandler clientHandler = of(client);
        try (Handshake handshake = new Handshake(clientHandler, of(server))) {
            assertThat(handshake.clientFailure()).isNull();
            return ((X509Certificate) clientHandler.engine().getSession().getPeerCertificates()[0]).getSerialNumber();
        }
    }

    private static String failure(ServerTls server, ClientTls client) throws IOException {
        try (Handshake handshake = new Handshake(of(client), of(server))) {
            Throwable failure = handshake.clientFailure() == null ? handshake.serverFailure()
                    : handshake.clientFailure();
            assertThat(failure).isNotNull();
            return String.valueOf(ClientTls.explain(failure));
        }
    }

    @Test
    void bothEndsShowCertificatesAndSpeakTheNewestVersion() throws Exception {
        SslHandler client = of(client(files("client")));
        SslHandler server = of(server(files("server")));
        try (Handshake handshake = new Handshake(client, server)) {
            assertThat(handshake.isComplete()).isTrue();
            assertThat(client.engine().getSession().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(server.engine().getSession().getPeerPrincipal().getName()).isEqualTo("CN=client");
            assertThat(client.engine().getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
            assertThat(server.engine().getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        }
    }

    @Test
    void namesAndAuthoritiesAreChecked() throws Exception {
        ServerTls server = server(files("server"));
        ClientTls client = client(files("client"));
        SslHandler otherName = client.newHandler(UnpooledByteBufAllocator.DEFAULT, "127.0.0.1", 6514);
        try (Handshake handshake = new Handshake(otherName, of(server))) {
            assertThat(ClientTls.explain(handshake.clientFailure())).startsWith("the server's certificate has another"
                    + " name: check the address, or set tls.server-name");
        }
        Map<String, Object> named = files("client");
        named.put("tls.server-name", "localhost");
        SslHandler byName = client(named).newHandler(UnpooledByteBufAllocator.DEFAULT, "127.0.0.1", 6514);
        try (Handshake handshake = new Handshake(byName, of(server))) {
            assertThat(handshake.isComplete()).isTrue();
        }
        new TestAuthority(directory, "other");
        ClientTls stranger = client(Map.of("tls.trust", authority.file("other.pem")));
        assertThat(failure(server, stranger)).isEqualTo("the server's certificate is not signed by an authority that is"
                + " trusted: check tls.trust");
    }

    @Test
    void aClientNeedsACertificateIfTheServerAsksForIt() throws Exception {
        ClientTls anonymous = client(trustOnly());
        ServerTls server = server(files("server"));
        assertThat(server.clients()).isEqualTo(ServerTls.Clients.REQUIRED);
        try (Handshake handshake = new Handshake(of(anonymous), of(server))) {
            assertThat(handshake.serverFailure()).isNotNull();
        }
        Map<String, Object> optional = files("server");
        optional.put("tls.client-certificates", "optional");
        try (Handshake handshake = new Handshake(of(anonymous), of(server(optional)))) {
            assertThat(handshake.isComplete()).isTrue();
        }
        Map<String, Object> noTrust = files("server");
        noTrust.remove("tls.trust");
        assertThat(server(noTrust).clients()).isEqualTo(ServerTls.Clients.NONE);
        noTrust.put("tls.client-certificates", "required");
        assertThatThrownBy(() -> server(noTrust)).hasMessageContaining("tls.trust: is missing");
    }

    @Test
    void anExpiredCertificateOfTheServerIsNamed() throws Exception {
        X509Bundle expired = authority.issueExpired("old");
        SslHandler server = SslContextBuilder.forServer(expired.getKeyPair().getPrivate(),
                expired.getCertificatePath()).sslProvider(SslProvider.JDK).build()
                .newHandler(UnpooledByteBufAllocator.DEFAULT);
        try (Handshake handshake = new Handshake(of(client(trustOnly())), server)) {
            assertThat(ClientTls.explain(handshake.clientFailure())).startsWith("a certificate of the server has expired");
        }
    }

    @Test
    void anOwnCertificateThatHasExpiredIsSaidAndItsSuccessorIsUsed() throws Exception {
        authority.issueExpired("server");
        ServerTls server = server(files("server"));
        assertThatThrownBy(() -> of(server)).isInstanceOf(IOException.class)
                .hasMessageStartingWith("the certificate of tls.certificate, " + authority.file("server.pem")
                        + ", has expired at 20").hasMessageEndingWith(": replace it; the new one is used without a restart");

        X509Bundle renewed = authority.issue("server");

        assertThat(serialOfServer(server, client(files("client"))))
                .isEqualTo(renewed.getCertificate().getSerialNumber());
    }

    @Test
    void theLastGoodFilesAreUsedWhileTheNewOnesAreBad() throws Exception {
        ServerTls server = server(files("server"));
        ClientTls client = client(files("client"));
        BigInteger first = serialOfServer(server, client);
        String key = Files.readString(Path.of(authority.file("server.key")));

        authority.issue("other");
        authority.replace("server.pem", Files.readString(Path.of(authority.file("other.pem"))));
        assertThat(serialOfServer(server, client)).as("the key of another certificate").isEqualTo(first);
        authority.replace("server.key", key.substring(0, key.length() / 2));
        assertThat(serialOfServer(server, client)).as("half a key").isEqualTo(first);
        Files.delete(Path.of(authority.file("server.key")));
        assertThat(serialOfServer(server, client)).as("no key").isEqualTo(first);
        authority.issueExpired("server");
        assertThat(serialOfServer(server, client)).as("expired").isEqualTo(first);

        X509Bundle renewed = authority.issue("server");
        assertThat(serialOfServer(server, client)).isEqualTo(renewed.getCertificate().getSerialNumber());
    }

    @Test
    void whatIsWrongWithAFileIsSaid() throws Exception {
        Map<String, Object> noKey = files("client");
        noKey.remove("tls.key");
        assertThatThrownBy(() -> client(noKey)).hasMessage("tls.key: is missing, but a certificate is set");
        Map<String, Object> off = trustOnly();
        off.put("tls.enabled", "false");
        assertThatThrownBy(() -> client(off)).hasMessage("tls.enabled: is false, but other keys of tls are set");
        assertThatThrownBy(() -> client(Map.of("tls.trust", directory + "/none.pem")))
                .hasMessage("tls.trust: names " + directory + "/none.pem, which does not exist");
        Path fifo = directory.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", "-m", "600", fifo.toString()).start().waitFor()).isZero();
        for (Path wrong : List.of(fifo, directory, Path.of("/dev/zero"))) { // a FIFO was waited for, and a device filled the heap
            assertThatThrownBy(() -> client(Map.of("tls.trust", wrong.toString())))
                    .hasMessage("tls.trust: names " + wrong + ", which is not a regular file");
        }
        authority.replace("empty.pem", "nothing\n");
        assertThatThrownBy(() -> client(Map.of("tls.trust", authority.file("empty.pem"))))
                .hasMessageStartingWith("tls.trust: names " + directory + "/empty.pem, which");

        authority.issue("other");
        authority.replace("client.key", Files.readString(Path.of(authority.file("other.key"))));
        assertThatThrownBy(() -> client(files("client"))).hasMessageContaining("it belongs to another certificate");
        authority.replace("client.key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(() -> client(files("client"))).hasMessageContaining("its key is of the form RSA PRIVATE KEY")
                .hasMessageContaining("openssl pkcs8 -topk8");
        Files.setPosixFilePermissions(Path.of(authority.file("server.key")),
                PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> client(files("server"))).hasMessageContaining("other users have access to "
                + authority.file("server.key") + ": chmod 600");
    }

    /** So that root may check the configuration of a service that runs as a system user, and start it. */
    @Test
    void rootReadsKeysOfSystemUsersAndNotOfPeople() throws Exception {
        Assumptions.assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
        Path key = Path.of(authority.file("server.key"));
        Files.setAttribute(key, "unix:uid", 999);
        assertThat(client(files("server")).hasCertificate()).isTrue();
        assertThat(of(server(files("server")))).isNotNull();
        Files.setAttribute(key, "unix:uid", 1000);
        assertThatThrownBy(() -> client(files("server"))).hasMessage("tls.key: names a file that cannot be used: " + key
                + " belongs to another user (uid 1000): chown it to root or to a system user (uid below 1000)");
    }

    @Test
    void anEncryptedKeyNeedsItsPassword() throws Exception {
        authority.replace("client.pem", CERTIFICATE);
        authority.replace("client.key", ENCRYPTED_KEY);
        assertThatThrownBy(() -> client(files("client"))).hasMessageContaining("it is encrypted: set tls.key-password");
        Map<String, Object> settings = files("client");
        settings.put("tls.key-password", "looking glass");
        assertThatThrownBy(() -> client(settings)).hasMessageContaining("tls.key-password is wrong")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("looking glass"));
        settings.put("tls.key-password", "wonder land");
        assertThat(client(settings).hasCertificate()).isTrue();
    }

    /** Of {@code openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -days 36500 -subj /CN=client}. */
    private static final String CERTIFICATE = """
            -----BEGIN CERTIFICATE-----
            MIIBejCCAR+gAwIBAgIUJ7dmm/jXLQ4l6Rx/u1TyfytCrcEwCgYIKoZIzj0EAwIw
            ETEPMA0GA1UEAwwGY2xpZW50MCAXDTI2MTEyNjE5MTk0NloYDzIxMjYxMTAyMTkx
            OTQ2WjARMQ8wDQYDVQQDDAZjbGllbnQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC
            AASZCmnyRdlcnrB1ZHF2xgFzSXn+YSxwAA2oCFbfix9kmS0GpEzJ9mgoKq3u4OBb
            D1O1CkW915FLgckPbiuQKwKQo1MwUTAdBgNVHQ4EFgQUGhk7GWYih/UkBQMsf275
            6eumFkwwHwYDVR0jBBgwFoAUGhk7GWYih/UkBQMsf2756eumFkwwDwYDVR0TAQH/
            BAUwAwEB/zAKBggqhkjOPQQDAgNJADBGAiEArMihH3jrNFRtMsnzD/5LlfabLse2
            OeLLgvyOuDFiL+ICIQCPw/X+prjEhyDLAAY3ewpO3+99Kn8x61pKu5+dFYUlAQ==
            -----END CERTIFICATE-----
            """;

    /** Of {@code openssl pkcs8 -topk8}, with the password "wonder land". */
    private static final String ENCRYPTED_KEY = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIHsMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgN3BJU06i+7QICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEB3HIa74lp4cd+QTdsXE6CAEgZB/
            JWp8kRHVeMB5jiCHaa73K+L2PHlY7He6Ze8Abr1Nr7fkglMKqPdlCR1ZdIVrQtnP
            glsgQh1+bId9I88VcvF1LDX4RossBOjyGmMUpayz3p9j/QIsf3MSvgxkF+PwAY8E
            FcPgEKAhopg/m6SeL/Ngctrd7efd7dHkHhMkTgRT3WqDfnlM2dwooIiiROpMFAk=
            -----END ENCRYPTED PRIVATE KEY-----
            """;
}
