package io.github.nettyaudit.server.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.server.filter.EventFilter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several threads make the text of events. */
class EventPipelineTest {
    private static final String EVENT = "type=PROCTITLE msg=audit(1700000000.365:%d): proctitle=\"ls\"\n";

    private final Set<Thread> renderedBy = ConcurrentHashMap.newKeySet();

    private static EventText text() {
        return new EventText(new FieldInterpreter(NameService.NONE), false, ZoneOffset.UTC, 118);
    }

    private EventRenderer noting(EventFilter filter) {
        return new EventRenderer((event, context) -> {
            renderedBy.add(Thread.currentThread());
            return filter.matches(event);
        }, text());
    }

    private static byte[] decode(InputStream input, Supplier<EventRenderer> renderers, int threads, boolean isJustOne)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        InterpretedPrinter printer = new InterpretedPrinter(out, renderers, threads, isJustOne);
        try {
            new RecordInput(printer).read(input);
        } catch (EnoughPrinted e) {
            assertThat(isJustOne).isTrue();
        }
        printer.end();
        return out.toByteArray();
    }

    private static InputStream events(int count) {
        StringBuilder lines = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            lines.append(String.format(EVENT, i));
        }
        return new ByteArrayInputStream(lines.toString().getBytes(StandardCharsets.US_ASCII));
    }

    private static InputStream log() throws IOException {
        return new GZIPInputStream(Files.newInputStream(Path.of("../codec/src/test/resources/corpus/live.log.gz")));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void theTextDoesNotDependOnTheThreads(int threads) throws IOException {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        InterpretedPrinter printer = new InterpretedPrinter(expected, text());
        new RecordInput(printer).read(log());
        printer.end();
        EventFilter odd = (event, context) -> event.serial() % 2 == 1;

        assertThat(decode(log(), () -> noting(EventFilter.ALL), threads, false)).isEqualTo(expected.toByteArray())
                .hasSizeGreaterThan(1_000_000);
        assertThat(decode(log(), () -> noting(odd), threads, false))
                .isEqualTo(decode(log(), () -> new EventRenderer(odd, text()), 0, false)).isNotEmpty();
    }

    @Test
    void otherThreadsRenderWhileTheReaderIsBusy() throws IOException {
        Thread reader = Thread.currentThread();
        CountDownLatch other = new CountDownLatch(1);
        decode(events(10_000), () -> noting((event, context) -> {
            if (Thread.currentThread() == reader) {
                awaitQuietly(other);
            } else {
                other.countDown();
            }
            return true;
        }), 1, false);
        assertThat(renderedBy).hasSizeBetween(1, 2).anyMatch(thread -> thread != reader);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSmallInputNeedsNoThread() throws IOException {
        assertThat(decode(events(60), () -> noting(EventFilter.ALL), 3, false)).asString(StandardCharsets.UTF_8)
                .containsSubsequence("#1 ", "#2 ", "#60 ");
        assertThat(renderedBy).containsExactly(Thread.currentThread());
    }

    @Test
    void oneEventIsEnough() throws IOException {
        assertThat(decode(events(300), () -> noting((event, context) -> event.serial() > 200), 0, true))
                .asString(StandardCharsets.UTF_8).contains("#201 ").doesNotContain("#202 ", "#200 ");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    void aFailureIsThatOfTheReader(int threads) {
        Supplier<EventRenderer> failing = () -> new EventRenderer((event, context) -> {
            if (event.serial() == 700) {
                throw new IllegalStateException("no 700");
            }
            return true;
        }, text());
        assertThatThrownBy(() -> decode(events(1_000), failing, threads, false))
                .isInstanceOf(IllegalStateException.class).hasMessage("no 700");
    }

    @Test
    void aFailureToWriteEndsTheReading() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("full");
            }
        };
        InterpretedPrinter printer = new InterpretedPrinter(full, () -> noting(EventFilter.ALL), 2, false);
        assertThatThrownBy(() -> new RecordInput(printer).read(events(100_000))).isInstanceOf(IOException.class)
                .hasMessage("full");
    }
}
