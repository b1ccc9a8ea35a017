package io.github.nettyaudit.server.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.tls.ServerTls;
import io.github.nettyaudit.server.io.FileOwner;
import io.github.nettyaudit.server.option.ListenAddress;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which doors are refused, and whom the others let in: users, certificates. */
class WebDoorTest extends WebServerFixture {
    private static final int NOBODY = 65534;
    private static final WebToken TOKEN = WebToken.of(SECRET);
    private static final WebRoutes ROUTES = WebRoutes.builder()
            .get("/", WebAccess.READER, request -> WebResponse.text(200, "hello\n").now()).build();

    @TempDir
    private Path directory;
    private final X509Bundle own = certificate();

    private static WebDoor.Builder at(String address) {
        return WebDoor.builder(ListenAddress.parse(address));
    }

    /** Java's address of a socket that listens at 0.0.0.0 is one of IPv6. */
    @Test
    void theAddressIsSaidAsItWasGiven() throws Exception {
        for (String host : List.of("0.0.0.0", "[::]", "[::1]", "127.0.0.1")) {
            WebServer opened = open(at(host + ":0").tls(tls(Map.of())).token(TOKEN).readers(Readers.ANYBODY).build(), ROUTES,
                    USUAL);
            assertThat(opened.address().toString()).startsWith(host + ':').doesNotEndWith(":0");
            opened.close();
        }
    }

    @Test
    void addressesBeyondLoopbackNeedTlsOrAToken() throws Exception {
        ServerTls tls = tls(Map.of());
        for (String address : List.of("0.0.0.0:0", "192.0.2.1:9464", "[::]:9464")) {
            for (Readers readers : Readers.values()) {
                assertThatThrownBy(() -> at(address).readers(readers).build()).hasMessage("is not a loopback address, so that"
                        + " everybody on the network could connect: set token or the keys of tls, or listen at 127.0.0.1 or"
                        + " unix:/path");
            }
            assertThat(at(address).readers(Readers.ANYBODY).token(TOKEN).build()).isNotNull();
            assertThat(at(address).readers(Readers.ANYBODY).tls(tls).build()).isNotNull();
            assertThatThrownBy(() -> at(address).token(TOKEN).build()).hasMessageContaining("readable on the network");
            assertThatThrownBy(() -> at(address).tls(tls).build()).hasMessageContaining("TLS alone lets everybody in");
            assertThat(at(address).tls(tls).token(TOKEN).build()).isNotNull();
        }
        for (String address : List.of("127.0.0.1:0", "127.9.9.9:0", "[::1]:0", "localhost:0")) {
            assertThat(at(address).build().checksPeers()).isTrue();
            assertThat(at(address).token(TOKEN).build().checksPeers()).isFalse();
            assertThat(at(address).readers(Readers.ANYBODY).build().checksPeers()).isFalse();
        }
        assertThatThrownBy(() -> at("unix:/run/x.sock").token(TOKEN).build()).hasMessageContaining("neither tls nor token");
        assertThatThrownBy(() -> at("127.0.0.1:0").hosts(List.of("a:80")).build())
                .hasMessageContaining("cannot answer as 'a:80', which is not the name of a host");
    }

    @Test
    void aUnixSocketIsForItsUsers() throws Exception {
        Path socket = directory.resolve("page.sock");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        open(at("unix:" + socket).build(), ROUTES, USUAL);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket))).isEqualTo("rw-------");
        assertThat(ask(socket)).startsWith("HTTP/1.1 200 OK").endsWith("hello\n");
        assertThat(server().address()).hasToString("unix:" + socket);
        Assumptions.assumeTrue(FileOwner.ownUid() == FileOwner.ROOT, "only root can become another user");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-rw-rw-"));
        assertThat(as(NOBODY, "curl", "-s", "-i", "--unix-socket", socket.toString(), "http://localhost/"))
                .startsWith("HTTP/1.1 403 Forbidden").contains("of user 65534 may not");
        server().close();
        assertThat(socket).doesNotExist();
    }

    @Test
    void theUserOfTheDoorMayComeIn() throws Exception {
        Assumptions.assumeTrue(FileOwner.ownUid() == FileOwner.ROOT, "only root can become another user");
        Path socket = directory.resolve("page.sock");
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        open(at("unix:" + socket).user((long) NOBODY).build(), ROUTES, USUAL);
        assertThat(FileOwner.of(socket).uid()).isEqualTo(NOBODY);
        assertThat(as(NOBODY, "curl", "-s", "--unix-socket", socket.toString(), "http://localhost/")).isEqualTo("hello\n");
    }

    private static String ask(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            channel.write(StandardCharsets.US_ASCII.encode("GET / HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n"));
            ByteBuffer answer = ByteBuffer.allocate(10_000);
            while (channel.read(answer) >= 0) {
                // goes on
            }
            return StandardCharsets.UTF_8.decode(answer.flip()).toString();
        }
    }

    private static String as(int uid, String... command) throws Exception {
        List<String> all = new ArrayList<>(List.of("setpriv", "--reuid=" + uid, "--clear-groups"));
        all.addAll(List.of(command));
        Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void aLoopbackPortWithoutATokenIsForRootAndOneself() throws Exception {
        open(at("127.0.0.1:0").build(), ROUTES, USUAL);
        assertThat(RawClient.get(server(), "/").body()).isEqualTo("hello\n");
        try (RawClient client = new RawClient(server())) {
            for (int i = 0; i < 2; i++) { // looked up once
                client.send(RawClient.request("GET", "/"));
                assertThat(client.answer().status()).isEqualTo(200);
            }
        }
        Assumptions.assumeTrue(FileOwner.ownUid() == FileOwner.ROOT, "only root can become another user");
        String url = "http://" + server().address() + '/';
        assertThat(as(NOBODY, "curl", "-s", "-i", url)).startsWith("HTTP/1.1 403 Forbidden")
                .contains("with the setting page.token");
        assertThat(as(0, "curl", "-s", url)).isEqualTo("hello\n");
        server().close();
        open(at("127.0.0.1:0").user((long) NOBODY).build(), ROUTES, USUAL);
        assertThat(as(NOBODY, "curl", "-s", "http://" + server().address() + '/')).isEqualTo("hello\n");
        server().close();
        open(at("127.0.0.1:0").token(TOKEN).build(), ROUTES, USUAL);
        assertThat(as(NOBODY, "curl", "-s", "-H", "Authorization: Bearer " + SECRET, "http://" + server().address() + '/'))
                .isEqualTo("hello\n");
    }

    @Test
    void theTableOfSocketsIsReadExactly() throws Exception {
        InetSocketAddress own = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 9465);
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 40_000);
        assertThat(PeerUsers.forms(own)).containsExactlyInAnyOrder("0100007F:24F9",
                "0000000000000000FFFF00000100007F:24F9");
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("::1"), 80);
        assertThat(PeerUsers.forms(six)).containsExactly("00000000000000000000000001000000:0050");
        Path table = directory.resolve("tcp");
        PeerUsers users = new PeerUsers(1000L, List.of(table, directory.resolve("none")));
        String line = "   5: %s %s %s 00000000:00000000 00:00000000 00000000  %d        0 %s 1 0000 20 0 0 10 -1";
        String client = "0100007F:9C40";
        String server = "0100007F:24F9";
        record Row(String local, String remote, String state, int user, String inode) {
        }
        Map<Row, Boolean> rows = new HashMap<>();
        rows.put(new Row(client, server, "01", 0, "77"), true);
        rows.put(new Row(client, server, "01", 1000, "77"), true);
        rows.put(new Row(client, server, "01", 1001, "77"), false);
        rows.put(new Row(client, server, "06", 0, "0"), false); // closed by its process: TIME_WAIT is of root
        rows.put(new Row(client, server, "01", 0, "0"), false);
        rows.put(new Row(client, server, "04", 0, "77"), false);
        rows.put(new Row(server, client, "01", 0, "77"), false); // our own end
        rows.put(new Row("0200007F:9C40", server, "01", 0, "77"), false);
        rows.put(new Row(client, "0100007F:24FA", "01", 0, "77"), false);
        for (Map.Entry<Row, Boolean> entry : rows.entrySet()) {
            Row row = entry.getKey();
            Files.writeString(table, "  sl  local_address rem_address   st\n" + String.format(Locale.ROOT, line,
                    row.local, row.remote, row.state, row.user, row.inode) + '\n');
            assertThat(users.trust(peer, own)).as(row.toString()).isEqualTo(entry.getValue());
        }
    }

    @Test
    void encryptsAndAsksForCertificates() throws Exception {
        X509Bundle authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path trust = Files.writeString(directory.resolve("trust.pem"), authority.getCertificatePEM());
        ServerTls tls = tls(Map.of("tls.trust", trust));
        open(at("127.0.0.1:0").tls(tls).build(), ROUTES, USUAL);
        X509Bundle own = new CertificateBuilder().subject("CN=client").addExtendedKeyUsageClientAuth()
                .buildIssuedBy(authority);
        assertThat(askTls(own)).contains("200 OK").endsWith("hello\n");
        assertThat(askTls(null)).isEmpty();
        X509Bundle stranger = new CertificateBuilder().subject("CN=stranger").setIsCertificateAuthority(true).buildSelfSigned();
        assertThat(askTls(stranger)).isEmpty();
        try (RawClient plain = new RawClient(server())) {
            plain.send(RawClient.request("GET", "/"));
            assertThat(plain.rest()).doesNotContain("HTTP");
        }
        server().close();
        open(at("127.0.0.1:0").tls(tls).build(), ROUTES, SHORT);
        try (RawClient silent = new RawClient(server())) {
            silent.send("\u0016\u0003\u0001"); // the beginning of a handshake
            assertThat(silent.rest()).doesNotContain("HTTP");
        }
    }

    private String askTls(@Nullable X509Bundle own) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own != null) {
            store.setKeyEntry("own", own.getKeyPair().getPrivate(), new char[0], own.getCertificatePath());
        }
        keys.init(store, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        SSLContext context = SSLContext.getInstance("TLS");
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("authority", this.own.getRootCertificate());
        trust.init(trusted);
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        InetSocketAddress address = ((ListenAddress.Tcp) server().address()).address();
        Socket socket = context.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        try (RawClient client = new RawClient(socket)) {
            client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            return client.rest();
        } catch (IOException e) {
            return "";
        }
    }

    private static X509Bundle certificate() {
        try {
            X509Bundle authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true)
                    .buildSelfSigned();
            return new CertificateBuilder().subject("CN=server").addSanDnsName("localhost").buildIssuedBy(authority);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ServerTls tls(Map<String, Path> more) throws Exception {
        Path key = Files.writeString(directory.resolve("key.pem"), own.getPrivateKeyPEM());
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
        Map<String, Object> values = new HashMap<>();
        values.put("tls.certificate", Files.writeString(directory.resolve("own.pem"), own.getCertificatePathPEM()).toString());
        values.put("tls.key", key.toString());
        more.forEach((name, path) -> values.put(name, path.toString()));
        return ServerTls.of("page", SinkSettings.of(ServerTls.SETTINGS, values));
    }
}
