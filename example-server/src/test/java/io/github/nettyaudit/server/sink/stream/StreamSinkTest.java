package io.github.nettyaudit.server.sink.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.daemon.delivery.Delivery;
import io.github.nettyaudit.daemon.delivery.DeliveryOptions;
import io.github.nettyaudit.daemon.delivery.EntryDecoder;
import io.github.nettyaudit.daemon.delivery.MemoryEventLog;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.github.nettyaudit.schema.raw.RawEventReader;
import io.github.nettyaudit.server.SubscriberClient;
import io.github.nettyaudit.server.decode.TextEncoder;
import io.github.nettyaudit.server.format.EncoderSettings;
import io.github.nettyaudit.server.format.EventFormat;
import io.github.nettyaudit.server.format.StreamFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sink with subscribers that read, choose, stand still and show certificates; TLS by openssl s_client. */
class StreamSinkTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final long SECONDS = 1_795_333_217L;
    private static final EventContext HOST = EventContext.ofHost("web1");
    private static final Pattern RAW_ID = Pattern.compile("\"serial\":([0-9]+)");
    private static final Pattern MISSED = Pattern.compile("it did not get ([0-9]+) events here");

    private final MemoryEventLog log = new MemoryEventLog(1 << 26, WhenFull.STOP);
    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path directory;
    private @Nullable StreamSink sink;
    private @Nullable Delivery delivery;

    @BeforeEach
    void closeTheDirectory() throws IOException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    }

    @AfterEach
    void close() throws Exception {
        processes.forEach(Process::destroyForcibly);
        if (delivery != null) {
            delivery.close(Duration.ofSeconds(5));
        }
    }

    private static StreamSink create(Map<String, ?> settings) throws IOException {
        return (StreamSink) new StreamSinkFactory().create("tail",
                SinkSettings.of(StreamSettings.ALL, new HashMap<>(settings)));
    }

    private void start(Map<String, ?> settings) throws Exception {
        sink = create(settings);
        EventEncoder encoder = sink.start(new StreamFormat(StreamFormat.Kind.DOCUMENTS, EventFormat.RAW_JSON), format -> {
            EventFormat documents = format.documents();
            return documents == null ? TextEncoder.plain(NameService.NONE)
                    : documents.newEncoder(EncoderSettings.of(NameService.NONE));
        }, HOST);
        RawEventReader reader = new RawEventReader();
        delivery = Delivery.builder("tail", sink, new EntryDecoder() {
            @Override
            public AuditEvent decode(ByteBuf entry) throws IOException {
                return reader.read(entry);
            }

            @Override
            public EventContext context() {
                return HOST;
            }
        }, encoder).lossContext(HOST).options(DeliveryOptions.DEFAULTS.withBatch(100, 1 << 20, Duration.ofMillis(1)))
                .start(log);
    }

    private int port() {
        return sink.address().getPort();
    }

    /** Appends events whose serials go on from 1. */
    private void append(int count, int padding) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            int serial = (int) log.endSequence();
            AuditEvent event = new AuditEventBuilder(SECONDS, serial % 1000, serial).addRecord(1100,
                    Unpooled.copiedBuffer("audit(" + SECONDS + ".000:" + serial + "): pid=" + serial + " key=\""
                            + "x".repeat(padding) + '"', StandardCharsets.US_ASCII)).build();
            ByteBuf entry = Unpooled.buffer();
            new RawEventEncoder().encode(event, EventContext.NONE, entry);
            event.release();
            log.append(entry, SECONDS * 1000);
        }
    }

    private void awaitDelivered() {
        await().atMost(LONG).until(() -> delivery.status().position() == log.endSequence());
    }

    private static void assertSerials(BufferedReader reader, int first, int last) throws IOException {
        for (int serial = first; serial <= last; serial++) {
            Matcher id = RAW_ID.matcher(String.valueOf(reader.readLine()));
            assertThat(id.find()).isTrue();
            assertThat(id.group(1)).isEqualTo(String.valueOf(serial));
        }
    }

    @Test
    void eachSubscriberGetsEveryEventFromItsConnectionOnInItsFormat() throws Exception {
        Path socket = directory.resolve("tail.sock");
        start(Map.of("listen", "unix:" + socket));
        assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        append(10, 10);
        awaitDelivered();
        try (SubscriberClient usual = SubscriberClient.unix(socket); SubscriberClient ecs = SubscriberClient.unix(socket);
                SubscriberClient text = SubscriberClient.unix(socket)) {
            ecs.send("format ecs\n");
            assertThat(ecs.line()).contains("\"event\":\"subscribed\"").contains("\"format\":\"ecs\"");
            text.send("format text\n");
            assertThat(text.line()).contains("\"format\":\"text\"");
            usual.send("format raw-json\n");
            assertThat(usual.line()).contains("\"format\":\"raw-json\"");

            append(500, 10);

            assertSerials(usual.reader(), 11, 510);
            for (int serial = 11; serial <= 510; serial++) {
                assertThat(ecs.line()).startsWith("{\"@timestamp\"").contains(":" + serial + '"');
            }
            assertThat(text.line()).doesNotStartWith("{");
        }
        try (SubscriberClient wrong = SubscriberClient.unix(socket)) {
            assertThat(wrong.send("format records\n").line()).contains("refused").contains("text, raw-json, ecs, ocsf, laurel");
        }
    }

    @Test
    void aSlowReaderDelaysNobodyAndIsToldHowManyEventsItMissed() throws Exception {
        Path socket = directory.resolve("tail.sock");
        start(Map.of("listen", "unix:" + socket, "subscriber-buffer", "256KiB"));
        int count = 4000;
        try (SubscriberClient slow = SubscriberClient.unix(socket); SubscriberClient fast = SubscriberClient.unix(socket)) {
            slow.send("format raw-json\n");
            slow.line();
            fast.send("format raw-json\n");
            fast.line();
            for (int i = 0; i < count; i += 100) {
                append(100, 500);
                assertSerials(fast.reader(), i + 1, i + 100);
            }
            awaitDelivered();
            append(1, 10);
            long got = 0;
            long missed = 0;
            long last = 0;
            while (last < count + 1) {
                String line = slow.line();
                Matcher report = MISSED.matcher(line);
                if (report.find()) {
                    missed += Long.parseLong(report.group(1));
                    if (got + missed == count + 1) {
                        break; // the last one was missed, too
                    }
                } else {
                    Matcher id = RAW_ID.matcher(line);
                    assertThat(id.find()).as(line).isTrue();
                    last = Long.parseLong(id.group(1));
                    got++;
                    assertThat(last).as("after the reports").isEqualTo(got + missed);
                }
            }
            assertThat(missed).isPositive();
            assertThat(got + missed).isEqualTo(count + 1);
        }
    }

    @Test
    void anAddressAtWhichAnybodyCouldReadIsRefused() throws Exception {
        String token = SubscriberClient.tokenFile(directory).toString();
        certificates(builder -> builder);
        Map<String, Object> noClients = new HashMap<>(tls());
        noClients.remove("tls.trust");
        assertThatThrownBy(() -> create(Map.of("listen", "127.0.0.1:0"))).hasMessageStartingWith("listen: is a TCP port");
        assertThatThrownBy(() -> create(Map.of("listen", "0.0.0.0:0", "token-file", token)))
                .hasMessageStartingWith("listen: is not a loopback address");
        assertThatThrownBy(() -> create(noClients)).hasMessageStartingWith("tls.client-certificates: is not required");
        assertThatThrownBy(() -> create(Map.of("listen", "unix:/run/x", "token-file", token)))
                .hasMessageStartingWith("listen: is a Unix socket");
        assertThatThrownBy(() -> create(Map.of("listen", "logs.example:9870")))
                .hasMessageContaining("listen: ").hasMessageContaining("is not an IP address");
        noClients.put("token-file", token);
        assertThat(create(noClients)).isNotNull();
    }

    @Test
    void overLoopbackATokenIsEnough() throws Exception {
        start(Map.of("listen", "127.0.0.1:0", "token-file", SubscriberClient.tokenFile(directory).toString()));
        try (SubscriberClient stranger = SubscriberClient.tcp(port()); SubscriberClient known = SubscriberClient.tcp(port())) {
            assertThat(stranger.send("token 0123456789abcdef-wrong\n").line()).contains("refused");
            known.sendToken().send("format raw-json\n");
            assertThat(known.line()).contains("subscribed");
            append(3, 10);
            assertSerials(known.reader(), 1, 3);
        }
    }

    /** Makes an authority, a certificate of the server as the builder says, and one of a client. */
    private void certificates(UnaryOperator<CertificateBuilder> server) throws Exception {
        X509Bundle authority = new CertificateBuilder().subject("CN=authority").setIsCertificateAuthority(true)
                .buildSelfSigned();
        write("authority.pem", authority.getCertificatePEM());
        for (String name : List.of("server", "client")) {
            CertificateBuilder builder = new CertificateBuilder().subject("CN=" + name).addSanDnsName("localhost")
                    .addExtendedKeyUsageServerAuth().addExtendedKeyUsageClientAuth();
            X509Bundle bundle = (name.equals("server") ? server.apply(builder) : builder).buildIssuedBy(authority);
            write(name + ".key", bundle.getPrivateKeyPEM());
            write(name + ".pem", bundle.getCertificatePathPEM());
        }
    }

    private void write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }

    private Map<String, Object> tls() {
        return Map.of("listen", "127.0.0.1:0", "tls.trust", directory.resolve("authority.pem").toString(),
                "tls.certificate", directory.resolve("server.pem").toString(),
                "tls.key", directory.resolve("server.key").toString());
    }

    /** Connects with openssl s_client, which ends when its connection does. */
    private Process openssl(String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl", "s_client", "-quiet", "-connect", "localhost:" + port(),
                "-verify_return_error", "-verify_hostname", "localhost", "-CAfile",
                directory.resolve("authority.pem").toString()));
        command.addAll(List.of(more));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        processes.add(process);
        return process;
    }

    private static void assumeOpenssl() {
        boolean isThere;
        try {
            isThere = new ProcessBuilder("openssl", "version").start().waitFor() == 0;
        } catch (IOException | InterruptedException e) {
            isThere = false;
        }
        if (!isThere) {
            System.out.println("SKIPPED: there is no openssl");
            assertThat(System.getenv("NETTY_AUDIT_LIVE")).as(".ci/run installs openssl").isNull();
        }
        Assumptions.assumeTrue(isThere, "there is no openssl");
    }

    private static void send(Process process, String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
    }

    @Test
    void overTlsASubscriberShowsACertificate() throws Exception {
        assumeOpenssl();
        certificates(builder -> builder);
        start(tls());
        Process known = openssl("-cert", directory.resolve("client.pem").toString(), "-key",
                directory.resolve("client.key").toString());
        BufferedReader reader = known.inputReader();
        send(known, "format raw-json\n");
        assertThat(reader.readLine()).contains("\"event\":\"subscribed\"");
        append(2000, 100);
        assertSerials(reader, 1, 2000);

        Process stranger = openssl();
        assertThat(stranger.inputReader().lines()).as("what a client without a certificate gets").isEmpty();
        Process old = openssl("-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0", "-cert",
                directory.resolve("client.pem").toString(), "-key", directory.resolve("client.key").toString());
        assertThat(old.inputReader().lines()).as("what a client of version 1.1 gets").isEmpty();
        assertThat(old.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(old.exitValue()).isNotZero();
    }

    @Test
    void anExpiredCertificateOfTheServerIsReplacedWithoutARestart() throws Exception {
        assumeOpenssl();
        Instant now = Instant.now();
        certificates(builder -> builder.notBefore(now.minusSeconds(172_800)).notAfter(now.minusSeconds(86_400)));
        start(tls());
        String[] client = {"-cert", directory.resolve("client.pem").toString(), "-key",
                directory.resolve("client.key").toString()};
        assertThat(openssl(client).inputReader().lines()).isEmpty();

        certificates(builder -> builder);
        Process process = openssl(client);
        send(process, "format raw-json\n");
        BufferedReader reader = process.inputReader();
        assertThat(reader.readLine()).contains("\"event\":\"subscribed\"");
        append(100, 10);
        assertSerials(reader, 1, 100);
    }
}
