package io.github.nettyaudit.server.decode;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.netty.buffer.ByteBuf;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** F8: {@code tail -f audit.log | decode -} showed nothing before 64 KiB or the end of the input. */
class PausingInputTest {
    private static final String CALL = "type=SYSCALL msg=audit(1700000000.365:%d): arch=c000003e syscall=2 success=yes\n";
    private static final String TITLE = "type=PROCTITLE msg=audit(1700000000.365:%d): proctitle=\"ls\"\n";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private RecordPrinter printer(DecodeFormat format) {
        // as in DecodeCommand, nothing leaves the program before a flush
        OutputStream buffered = new BufferedOutputStream(out, 1 << 16);
        FieldInterpreter interpretation = new FieldInterpreter(NameService.NONE);
        return switch (format) {
            case RAW -> new RawPrinter(buffered);
            case FIELDS -> new FieldsPrinter(buffered, interpretation);
            case INTERPRETED -> new InterpretedPrinter(buffered, new EventText(interpretation, false, ZoneOffset.UTC, 0));
        };
    }

    private void awaitText(String text) {
        await().untilAsserted(() -> assertThat(out.toString(US_ASCII)).contains(text));
    }

    private CompletableFuture<Void> decode(RecordPrinter printer, InputStream input) {
        return CompletableFuture.runAsync(() -> {
            try {
                new RecordInput(printer).read(input);
                printer.end();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void anEventIsPrintedWhileTheInputPauses(DecodeFormat format) throws IOException {
        RecordPrinter printer = printer(format);
        try (PipedOutputStream source = new PipedOutputStream(); PipedInputStream pipe = new PipedInputStream(source)) {
            PausingInput input = new PausingInput(pipe, new InputPause(printer, System::nanoTime));
            CompletableFuture<Void> end = decode(printer, input);
            source.write((String.format(CALL, 1) + String.format(TITLE, 1)).getBytes(US_ASCII));
            source.flush();
            awaitText(switch (format) {
                case RAW -> "type=PROCTITLE msg=audit(1700000000.365:1)";
                case FIELDS -> "\"type\":\"PROCTITLE\"";
                case INTERPRETED -> "#1  open";
            });
            // no end: by the wall clock
            source.write(String.format(CALL, 77).getBytes(US_ASCII));
            source.flush();
            awaitText(format == DecodeFormat.INTERPRETED ? "#77" : "77");
            assertThat(end).isNotDone();
            end(source);
            end.join();
        }
    }

    private static void end(OutputStream source) throws IOException {
        source.close();
    }

    @Test
    void aCompressedStreamIsReadAsItComes() throws IOException {
        RecordPrinter printer = printer(DecodeFormat.INTERPRETED);
        try (PipedOutputStream source = new PipedOutputStream(); PipedInputStream pipe = new PipedInputStream(source);
                GZIPOutputStream gzip = new GZIPOutputStream(source, true)) {
            CompletableFuture<Void> end = decode(printer, new PausingInput(pipe, new InputPause(printer, System::nanoTime)));
            gzip.write(String.format(TITLE, 1).getBytes(US_ASCII));
            gzip.flush();
            source.flush();
            awaitText("#1");
            gzip.finish();
            end(source);
            end.join();
        }
    }

    /** As of a shell's {@code <(zcat audit.log.1.gz)}. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aFifoIsReadAsItComes(boolean compressed, @TempDir Path folder) throws Exception {
        Path fifo = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        RecordPrinter printer = printer(DecodeFormat.INTERPRETED);
        StringWriter errors = new StringWriter();
        InputReader reader = new InputReader(printer, new PrintWriter(errors));
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
            try {
                reader.read(List.of(fifo.toString()), compressed);
                printer.end();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try (OutputStream file = Files.newOutputStream(fifo);
                OutputStream source = compressed ? new GZIPOutputStream(file, true) : file) {
            source.write(String.format(TITLE, 1).getBytes(US_ASCII));
            source.flush();
            awaitText("#1");
        }
        end.join();
        reader.signals().failed();
        assertThat(errors.toString()).isEmpty();
        assertThat(reader.allRead()).isTrue();
    }

    @Test
    void theEndAndAFailureAreThoseOfTheStream() throws IOException {
        RecordPrinter printer = printer(DecodeFormat.RAW);
        InputPause pause = new InputPause(printer, System::nanoTime);
        byte[] content = "x".repeat(1_000_000).getBytes(US_ASCII);
        assertThat(new PausingInput(new ByteArrayInputStream(content), pause).readAllBytes()).isEqualTo(content);
        assertThat(new PausingInput(InputStream.nullInputStream(), pause).read()).isEqualTo(-1);
        PausingInput failing = new PausingInput(new InputStream() {
            private boolean failed;

            @Override
            public int read() throws IOException {
                if (failed) {
                    throw new IOException("a test");
                }
                failed = true;
                return 'x';
            }

            @Override
            public int read(byte[] target, int start, int length) throws IOException {
                target[start] = (byte) read();
                return 1;
            }
        }, pause);
        assertThat(failing.read()).isEqualTo('x');
        assertThatThrownBy(failing::read).hasMessage("a test");
        assertThatThrownBy(failing::read).hasMessage("a test");
    }

    @Test
    void aSignalEndsIt() throws IOException {
        RecordPrinter printer = printer(DecodeFormat.INTERPRETED);
        try (PipedOutputStream source = new PipedOutputStream(); PipedInputStream pipe = new PipedInputStream(source)) {
            PausingInput input = new PausingInput(pipe, new InputPause(printer, System::nanoTime));
            CompletableFuture<Void> end = decode(printer, input);
            source.write(String.format(CALL, 1).getBytes(US_ASCII));
            source.flush();
            input.stop();
            end.join();
        }
        assertThat(out.toString(US_ASCII)).contains("#1");
    }

    /** The clock is a variable: each call happens at its time, and once. */
    @Test
    void aPauseHasItsSteps() throws IOException {
        List<String> calls = new ArrayList<>();
        long[] now = {5};
        InputPause pause = new InputPause(new RecordPrinter() {
            @Override
            public void line(AuditLogLine line, ByteBuf buffer, int start,
                    int end, long number) {
            }

            @Override
            public void record(int type, ByteBuf content) {
            }

            @Override
            public void flush() {
                calls.add("flush");
            }

            @Override
            public void paused() {
                calls.add("paused");
            }

            @Override
            public void halfTimeoutPassed() {
                calls.add("half");
            }

            @Override
            public void end() {
            }
        }, () -> now[0]);
        pause.began();
        pause.goesOn();
        assertThat(calls).containsExactly("flush");
        now[0] += TimeUnit.MILLISECONDS.toNanos(100);
        pause.goesOn();
        assertThat(calls).containsExactly("flush", "paused");
        now[0] += TimeUnit.SECONDS.toNanos(3);
        pause.goesOn();
        assertThat(calls).containsExactly("flush", "paused", "paused", "half", "half", "half");
        pause.began();
        pause.goesOn();
        assertThat(calls).hasSize(7).endsWith("flush");
    }
}
