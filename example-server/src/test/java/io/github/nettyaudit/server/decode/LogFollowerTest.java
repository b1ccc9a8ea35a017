package io.github.nettyaudit.server.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.server.io.StandardOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** F8: logs that grow. */
class LogFollowerTest {
    private static final String CALL = "type=SYSCALL msg=audit(1700000000.365:%1$d): arch=c000003e syscall=2 success=yes\n";
    private static final String CWD = "type=CWD msg=audit(1700000000.365:%1$d): cwd=\"/\"\n";
    private static final String TITLE = "type=PROCTITLE msg=audit(1700000000.365:%1$d): proctitle=\"ls\"\n";

    @TempDir
    private Path folder;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private void append(String name, String text, int serial) throws IOException {
        Files.writeString(folder.resolve(name), String.format(text, serial), US_ASCII, StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private RecordPrinter people() {
        return new InterpretedPrinter(out, new EventText(new FieldInterpreter(NameService.NONE), false, ZoneOffset.UTC, 0));
    }

    private RecordPrinter fields() {
        return new FieldsPrinter(out, new FieldInterpreter(NameService.NONE));
    }

    private void awaitText(String text) {
        await().untilAsserted(() -> assertThat(out.toString(US_ASCII)).contains(text));
    }

    private CompletableFuture<Void> start(LogFollower follower) {
        return CompletableFuture.runAsync(() -> {
            try {
                follower.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Test
    void anEventIsPrintedAsSoonAsItIsCompleteAndThroughARotation() throws IOException {
        append("audit.log", CALL + TITLE, 1);
        RecordPrinter printer = people();
        InputReport report = new InputReport();
        CompletableFuture<Void> end;
        try (LogFollower follower = new LogFollower(printer, new InputPause(printer, System::nanoTime))) {
            assertThat(follower.add(folder.resolve("audit.log").toString(), report)).isTrue();
            end = start(follower);
            awaitText("#1");
            append("audit.log", CALL, 2);
            append("audit.log", "type=PROCTITLE msg=aud", 0);
            append("audit.log", "it(1700000000.365:%1$d): proctitle=\"ls\"\n", 2);
            awaitText("#2");
            // an event that begins in one file and ends in the next
            append("audit.log", CALL, 3);
            Files.move(folder.resolve("audit.log"), folder.resolve("audit.log.1"));
            append("audit.log", CWD + TITLE, 3);
            awaitText("#3");
            // without an end: by the wall clock, as no more comes
            append("audit.log", CALL, 4);
            awaitText("#4");
            follower.stop();
            end.join();
        }
        printer.end();
        assertThat(out.toString(US_ASCII).lines().filter(line -> line.contains("  #"))).hasSize(4);
        assertThat(out.toString(US_ASCII)).containsOnlyOnce("  CWD");
        assertThat(report.records()).isEqualTo(8);
    }

    @Test
    void severalLogsAreFollowedAtOnce() throws IOException {
        RecordPrinter printer = fields();
        InputReport report = new InputReport();
        CompletableFuture<Void> end;
        try (LogFollower follower = new LogFollower(printer, new InputPause(printer, System::nanoTime))) {
            assertThat(follower.add(folder.resolve("a").toString(), report)).isFalse();
            assertThat(follower.add(folder.resolve("b").toString(), new InputReport())).isFalse();
            end = start(follower);
            append("a", TITLE, 1);
            awaitText("\"serial\":1");
            append("b", "x\n" + TITLE, 2);
            awaitText("\"serial\":2");
            append("a", TITLE, 3);
            awaitText("\"serial\":3");
            follower.stop();
            end.join();
        }
        printer.end();
        List<String> lines = out.toString(US_ASCII).lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("{\"event\":1,\"record\":0,\"file\":\"" + folder.resolve("a") + "\",\"line\":1,");
        assertThat(lines.get(1)).startsWith("{\"event\":2,\"record\":0,\"file\":\"" + folder.resolve("b") + "\",\"line\":2,");
        assertThat(lines.get(2)).startsWith("{\"event\":3,\"record\":0,\"file\":\"" + folder.resolve("a") + "\",\"line\":2,");
    }

    @Test
    void whatIsNotALogOfLinesCannotBeFollowed() throws IOException {
        Files.write(folder.resolve("audit.log"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        RecordPrinter printer = people();
        try (LogFollower follower = new LogFollower(printer, new InputPause(printer, System::nanoTime))) {
            follower.add(folder.resolve("audit.log").toString(), new InputReport());
            assertThatThrownBy(follower::run).isInstanceOf(IOException.class).hasMessageContaining("cannot be followed");
        }
    }

    /** The rotated logs of a directory are read once, oldest first; the file names are shown. */
    @Test
    void aDirectoryIsReadOldestFirst() throws IOException {
        append("audit.log", TITLE, 3);
        append("audit.log.1", TITLE, 2);
        append("audit.log.10", TITLE, 1);
        RecordPrinter printer = fields();
        StringWriter errors = new StringWriter();
        InputReader reader = new InputReader(printer, new PrintWriter(errors));
        reader.read(List.of(folder.toString()), false);
        printer.end();
        assertThat(out.toString(US_ASCII).lines().map(line -> line.replaceFirst(".*/(.*)\",\"line\":(\\d).*", "$1 $2")))
                .containsExactly("audit.log.10 1", "audit.log.1 1", "audit.log 1");
        assertThat(reader.records()).isEqualTo(3);
        assertThat(reader.allRead()).isTrue();
        assertThat(errors.toString()).isEmpty();
        reader.read(List.of(folder.resolve("none").toString()), false);
        assertThat(reader.allRead()).isFalse();
        assertThat(errors.toString()).isEqualTo("netty-audit: no such file: " + folder.resolve("none") + "\n");
    }

    @Test
    void anErrorOfThePrinterEndsIt() throws IOException {
        append("audit.log", CALL, 1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        RecordPrinter printer = new RawPrinter(new StandardOutput(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("no space left");
            }
        }));
        try (LogFollower follower = new LogFollower(printer, new InputPause(printer, System::nanoTime))) {
            follower.add(folder.resolve("audit.log").toString(), new InputReport());
            start(follower).exceptionally(thrown -> {
                failure.set(thrown);
                return null;
            }).join();
        }
        assertThat(failure.get()).hasRootCauseMessage("no space left");
    }
}
