package io.github.nettyaudit.daemon.delivery;

import static io.github.nettyaudit.daemon.delivery.DeliveryRig.sequences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.sink.scripted.ReceivedDocument;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.Spool;
import io.github.nettyaudit.daemon.spool.SpoolGapCause;
import io.github.nettyaudit.daemon.spool.SpoolOptions;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolEventLogTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final DeliveryOptions OPTIONS = DeliveryOptions.DEFAULTS.withBatch(7, 1 << 20, Duration.ofMillis(1))
            .withRetries(Duration.ofMillis(1), Duration.ofMillis(5)).withCommitInterval(Duration.ofMillis(10));

    @TempDir
    private Path directory;

    private Spool open() throws IOException {
        return Spool.open(SpoolOptions.builder(directory.resolve("spool")).build());
    }

    private static void append(Spool spool, int count) {
        for (int i = 0; i < count; i++) {
            assertThat(spool.writer().add(TestEvents.entry((int) spool.writer().nextSequence()))).isTrue();
        }
        spool.writer().flush();
    }

    private static Delivery deliver(Spool spool, ScriptedSink sink) throws IOException {
        return Delivery.builder("s", sink, new TestEvents.Decoder(), new RawEventEncoder()).options(OPTIONS)
                .start(new SpoolEventLog(spool));
    }

    @Test
    void deliversWhatIsThereAndWhatArrives() throws Exception {
        ScriptedSink sink = new ScriptedSink().then(SinkStep.ACCEPT, SinkStep.fail("cut"));
        try (Spool spool = open()) {
            append(spool, 50);
            Delivery delivery = deliver(spool, sink);
            await().atMost(LONG).until(() -> delivery.status().position() == 51);
            append(spool, 50);
            await().atMost(LONG).until(() -> delivery.status().committed() == 101);
            assertThat(delivery.close(LONG)).isTrue();
        }
        assertThat(DeliveryRig.distinct(sink)).containsExactlyInAnyOrderElementsOf(sequences(1, 100));
    }

    @Test
    void aRestartGoesOnAtTheStoredPosition() throws Exception {
        ScriptedSink first = new ScriptedSink().then(SinkStep.ACCEPT, SinkStep.ACCEPT).thenAlways(SinkStep.NEVER);
        try (Spool spool = open()) {
            append(spool, 100);
            Delivery delivery = deliver(spool, first);
            await().atMost(LONG).until(() -> delivery.status().committed() == 15);
            assertThat(delivery.close(Duration.ofMillis(1))).isFalse();
        }
        ScriptedSink second = new ScriptedSink().failFlush("I/O error");
        try (Spool spool = open()) {
            append(spool, 10);
            Delivery delivery = deliver(spool, second);
            await().atMost(LONG).until(() -> delivery.status().committed() == 111);
            assertThat(delivery.close(LONG)).isTrue();
        }
        assertThat(first.acceptedSequences()).isEqualTo(sequences(1, 14));
        assertThat(DeliveryRig.distinct(second)).as("those of the failed flush are forgotten and come again")
                .containsExactlyInAnyOrderElementsOf(sequences(15, 110));
    }

    @Test
    void aDamagedBlockIsOneReportInItsPlace() throws Exception {
        try (Spool spool = open()) {
            append(spool, 10);
            append(spool, 10);
            append(spool, 10);
        }
        Path segment;
        try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
            segment = files.filter(path -> path.toString().endsWith(".log")).findAny().orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        ScriptedSink sink = new ScriptedSink();
        try (Spool spool = open()) {
            try (EventLogReader reader = new SpoolEventLog(spool).openReader("direct")) {
                LogItem item = reader.poll();
                for (; !(item instanceof LogGap); item = reader.poll()) {
                    assertThat(item).isNotNull();
                }
                assertThat(reader.position()).isEqualTo(item.nextSequence());
            }
            Delivery delivery = deliver(spool, sink);
            await().atMost(LONG).until(() -> delivery.status().lag() == 0);
            assertThat(delivery.close(LONG)).isTrue();
            List<ReceivedDocument> losses = sink.accepted().stream()
                    .filter(document -> document.text().contains("\"kind\":\"discarded\"")).toList();
            assertThat(losses).singleElement()
                    .satisfies(loss -> assertThat(loss.text()).contains("events 11 to ", " of the log were lost"));
            assertThat(sink.acceptedSequences()).startsWith(1L, 2L).contains(10L, 11L).isSorted();
            assertThat(sink.accepted().size() - 1 + delivery.status().lostEntries())
                    .isEqualTo(spool.writtenBefore() - 1);
        }
    }

    @Test
    void theReaderKnowsItsPositionAndTellsOnce() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (Spool spool = open()) {
            EventLogReader reader = new SpoolEventLog(spool).openReader("r");
            reader.whenReadable(told::incrementAndGet);
            assertThat(told).hasValue(0);
            append(spool, 3);
            append(spool, 1);
            assertThat(told).hasValue(1);
            assertThat(reader.position()).isEqualTo(1);
            assertThat(reader.poll()).isInstanceOf(LogEntry.class);
            assertThat(reader.poll()).isNotNull();
            assertThat(reader.position()).isEqualTo(3);
            assertThatIllegalArgumentException().isThrownBy(() -> reader.commit(4)).withMessageContaining("1 to 3");
            reader.commit(1);
            reader.commit(2);
            reader.rewind();
            assertThat(reader.position()).isEqualTo(2);
            for (long sequence = 2; sequence <= 4; sequence++) {
                assertThat(((LogEntry) reader.poll()).sequence()).isEqualTo(sequence);
            }
            assertThat(reader.poll()).isNull();
            reader.whenReadable(told::incrementAndGet);
            reader.close();
            append(spool, 1);
            assertThat(told).hasValue(1);
            assertThat(new SpoolEventLog(spool).endSequence()).isEqualTo(6);
            assertThat(new SpoolEventLog(spool).openReader("r").position()).isEqualTo(2);
        }
    }

    @Test
    void tellsAtOnceIfThereIsSomethingToRead() throws Exception {
        AtomicInteger told = new AtomicInteger();
        try (Spool spool = open()) {
            EventLogReader reader = new SpoolEventLog(spool).openReader("r");
            append(spool, 1);
            reader.whenReadable(told::incrementAndGet);
            assertThat(told).hasValue(1);
        }
    }

    @Test
    void anInterruptIsNotForgotten() throws Exception {
        try (Spool spool = open()) {
            EventLogReader reader = new SpoolEventLog(spool).openReader("r");
            append(spool, 1);
            Thread.currentThread().interrupt();
            assertThatThrownBy(reader::poll).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(reader.poll()).isInstanceOf(LogEntry.class);
        }
    }

    @Test
    void everyCauseHasItsReason() {
        assertThat(Stream.of(SpoolGapCause.values()).map(SpoolGapCause::reason)).doesNotContain("").hasSize(6);
    }
}
