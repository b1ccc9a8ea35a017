package io.github.nettyaudit.daemon.source.plugin;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.forward.ForwarderOptions;
import io.github.nettyaudit.daemon.forward.SinkPlan;
import io.github.nettyaudit.daemon.intake.IntakeFullPolicy;
import io.github.nettyaudit.daemon.intake.IntakeOptions;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.EventSinks;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.source.LineSource;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What auditd writes to plugins, through a forwarder with a spool, to a file. */
class AuditdSourcesTest {
    @TempDir
    private Path directory;

    private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
    private final CompletableFuture<String> ended = new CompletableFuture<>();

    private Path out() {
        return directory.resolve("out.json");
    }

    private String delivered() throws IOException {
        return Files.exists(out()) ? Files.readString(out()) : "";
    }

    private void awaitDelivered(String text) {
        await().atMost(Duration.ofSeconds(30)).until(() -> delivered().contains(text));
    }

    private Forwarder forwarder() throws IOException {
        EventSinkFactory files = EventSinks.installed().get("file");
        return Forwarder.onDisk(ForwarderOptions.of(IntakeOptions.of(directory.resolve("ring/intake.ring"))
                .withCapacity(1 << 20).withWhenFull(IntakeFullPolicy.WAIT).withNotices(notice -> { })).withLines(EventAssemblerOptions.live()),
                SpoolOptions.builder(directory.resolve("spool")).notices(notice -> { }).build(),
                List.of(SinkPlan.of("file", files.create("file", SinkSettings.of(files.settings(),
                        Map.of("path", out().toString(), "max-size", "0"))), new RawEventEncoder())));
    }

    private static String event(long serial) {
        String id = " msg=audit(1764172800.123:" + serial + "): ";
        return "type=SYSCALL" + id + "arch=c000003e syscall=59\ntype=PROCTITLE" + id + "proctitle=6c73\ntype=EOE" + id + '\n';
    }

    private static String events(long first, long last) {
        StringBuilder text = new StringBuilder();
        for (long serial = first; serial <= last; serial++) {
            text.append(event(serial));
        }
        return text.toString();
    }

    private static void write(SocketChannel channel, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    private ServerSocketChannel listen(Path socket) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        return server;
    }

    @Test
    void connectsAgainWhenAuditdIsRestartedAndReportsWhatIsMissing() throws Exception {
        Path socket = directory.resolve("audispd_events");
        Forwarder forwarder = forwarder();
        LineSource source = new AuditdSocket(socket, forwarder.intake(), notices::add);
        source.start(problem -> ended.complete(String.valueOf(problem)));
        await().until(() -> !notices.isEmpty());
        assertThat(notices.get(0)).contains("is not there; is auditd running").endsWith("; trying again");
        try (ServerSocketChannel server = listen(socket); SocketChannel channel = server.accept()) {
            write(channel, events(1, 10));
            write(channel, "type=SYSCALL msg=audit(1764172800.123:11): arch=c00000"); // auditd ends
        }
        Files.delete(socket);
        awaitDelivered("ended within a line");
        try (ServerSocketChannel server = listen(socket); SocketChannel channel = server.accept()) {
            write(channel, events(15, 20));
            awaitDelivered("\"serial\":20,");
            awaitDelivered("\"serial_gap\"");
            source.stop(Duration.ofSeconds(10));
        }
        forwarder.close(Duration.ofMinutes(1));
        List<String> lines = Files.readAllLines(out());
        assertThat(lines).hasSize(18);
        assertThat(lines.stream().filter(line -> line.contains("serial_gap"))).singleElement().asString()
                .contains("\"count\":4").contains("11").contains("14");
        assertThat(ended).isNotDone();

        // what is missing while this program does not run is reported by its next start
        forwarder = forwarder();
        source = new AuditdSocket(socket, forwarder.intake(), notices::add);
        Files.delete(socket);
        try (ServerSocketChannel server = listen(socket)) {
            source.start(problem -> ended.complete(String.valueOf(problem)));
            try (SocketChannel channel = server.accept()) {
                write(channel, events(31, 32));
                awaitDelivered("\"serial\":32,");
                source.stop(Duration.ofSeconds(10));
            }
        }
        forwarder.close(Duration.ofMinutes(1));
        assertThat(Files.readAllLines(out()).stream().filter(line -> line.contains("serial_gap"))).hasSize(2)
                .last().asString().contains("\"count\":10").contains("21").contains("30");
    }

    @Test
    void readsAllThatIsInTheSocketBeforeItStops() throws Exception {
        Path socket = directory.resolve("audispd_events");
        Forwarder forwarder = forwarder();
        LineSource source = new AuditdSocket(socket, forwarder.intake(), notices::add);
        try (ServerSocketChannel server = listen(socket)) {
            source.start(problem -> ended.complete(String.valueOf(problem)));
            try (SocketChannel channel = server.accept()) {
                write(channel, events(1, 500));
                source.stop(Duration.ofSeconds(10));
            }
        }
        forwarder.close(Duration.ofMinutes(1));
        assertThat(Files.readAllLines(out())).hasSize(500);
    }

    /** A process writes, as auditd does, and ends; the last line has no newline. */
    @Test
    void standardInputEndsTheSource() throws Exception {
        Path text = directory.resolve("text");
        Files.writeString(text, events(1, 5_000) + "node=other.example type=USER_CMD msg=audit(1764172800.123:7): pid=1");
        Process cat = new ProcessBuilder("cat", text.toString()).start();
        Forwarder forwarder = forwarder();
        LineSource source = new AuditdInput(cat.getInputStream(), forwarder.intake());
        source.start(problem -> ended.complete(String.valueOf(problem)));
        assertThat(ended.get(30, TimeUnit.SECONDS)).isEqualTo("null");
        source.stop(Duration.ofSeconds(10));
        forwarder.close(Duration.ofMinutes(1));
        assertThat(Files.readAllLines(out())).hasSize(5_001).noneMatch(line -> line.contains("\"loss\""))
                .last().asString().contains("other.example");
    }

    @Test
    void theBinaryFormatIsRefusedWithASentence() throws Exception {
        Path text = directory.resolve("binary");
        Files.write(text, new byte[] {1, 0, 0, 0, 16, 0, 0, 0, 0x14, 5, 0, 0, 8, 0, 0, 0, 'a', 'u', 'd', 'i', 't', '(', '1', '.'});
        Process cat = new ProcessBuilder("cat", text.toString()).start();
        Forwarder forwarder = forwarder();
        LineSource source = new AuditdInput(cat.getInputStream(), forwarder.intake());
        source.start(problem -> ended.complete(String.valueOf(problem)));
        assertThat(ended.get(30, TimeUnit.SECONDS)).contains("format = string");
        source.stop(Duration.ofSeconds(10));
        forwarder.close(Duration.ofMinutes(1));
    }

    @Test
    void whatIsNoSocketOfAuditdIsNamed() throws IOException {
        assertThat(AuditdSocket.problem(directory)).isEqualTo(directory + " is not a socket");
        assertThat(AuditdSocket.problem(directory.resolve("x"))).contains("is not there; is auditd running");
        Path socket = directory.resolve("s");
        try (ServerSocketChannel server = listen(socket)) {
            assertThat(server.isOpen()).isTrue();
            assertThat(AuditdSocket.problem(socket)).isNull();
        }
    }
}
