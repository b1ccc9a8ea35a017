package io.github.nettyaudit.daemon.delivery;

import static io.github.nettyaudit.daemon.delivery.DeliveryRig.distinct;
import static io.github.nettyaudit.daemon.delivery.DeliveryRig.sequences;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkEndedException;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries on their own threads. */
class DeliveryTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final DeliveryOptions OPTIONS = DeliveryOptions.DEFAULTS.withBatch(10, 1 << 20, Duration.ofMillis(1))
            .withRetries(Duration.ofMillis(1), Duration.ofMillis(5)).withCommitInterval(Duration.ofMillis(10));

    private final MemoryEventLog log = new MemoryEventLog(1 << 24, WhenFull.STOP);

    @TempDir
    private Path directory;

    private static DeliveryBuilder delivery(String name, EventSink sink) {
        return Delivery.builder(name, sink, new TestEvents.Decoder(), new RawEventEncoder()).options(OPTIONS)
                .lossContext(TestEvents.HOST);
    }

    private void append(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            log.append(TestEvents.entry((int) log.endSequence()), System.currentTimeMillis());
        }
    }

    @Test
    void oneSinkThatStandsStillDoesNotDisturbAnotherNorTheLog() throws Exception {
        List<SinkStep> bad = List.of(SinkStep.NEVER, SinkStep.fail("down"),
                SinkStep.raise(new IllegalStateException("x")), SinkStep.block(new CountDownLatch(1)));
        for (SinkStep step : bad) {
            MemoryEventLog ring = new MemoryEventLog(1 << 16, WhenFull.DROP_OLDEST);
            ScriptedSink good = new ScriptedSink();
            Delivery standing = delivery("standing", new ScriptedSink().thenAlways(step)).start(ring);
            Delivery moving = delivery("moving", good).start(ring);
            for (int i = 1; i <= 2000; i++) {
                ring.append(TestEvents.entry(i), i);
                if (i % 50 == 0) {
                    // as fast as the good sink: more than the memory holds passes while the other one stands
                    long end = i + 1;
                    await().atMost(LONG).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                            .until(() -> moving.status().position() == end);
                }
            }
            assertThat(good.acceptedSequences()).isEqualTo(sequences(1, 2000));
            assertThat(standing.status().position()).isEqualTo(1);
            assertThat(standing.status().lag()).isEqualTo(2000);
            boolean isBlocked = step == bad.get(3);
            try (LogLines logged = new LogLines()) {
                assertThat(moving.close(LONG)).isTrue();
                assertThat(standing.close(Duration.ofMillis(50))).isFalse();
                assertThat(logged.lines.contains("WARNING The sink of audit-delivery-standing blocks its thread, and is"
                        + " given up")).isEqualTo(isBlocked);
            }
            assertThat(standing.status().state()).isEqualTo(DeliveryState.ENDED);
        }
    }

    @Test
    void deliversWhatArrivesAndEndsAtTheEnd() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Delivery delivery = delivery("s", sink).start(log);
        append(1000);
        assertThatIllegalStateException().isThrownBy(() -> delivery("s", sink).start(log));
        delivery.requestClose(LONG);
        assertThat(delivery.close(Duration.ofMillis(1))).isTrue();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 1000));
        assertThat(delivery.status().committed()).isEqualTo(1001);
        assertThat(delivery.status().state()).isEqualTo(DeliveryState.ENDED);
        assertThat(delivery.status().name()).isEqualTo("s");
    }

    @Test
    void itsThreadSleepsWhileNothingHappens() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        Delivery delivery = delivery("sleeper", sink).start(log);
        for (int i = 1; i <= 2; i++) {
            long end = i + 1;
            append(1);
            await().atMost(LONG).until(() -> delivery.status().committed() == end);
            Thread thread = thread("audit-delivery-sleeper");
            assertThat(thread.isDaemon()).as("the program can end").isTrue();
            await().atMost(Duration.ofSeconds(10)).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
        }
        assertThat(delivery.close(LONG)).isTrue();
    }

    private static Thread thread(String name) {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(name)).findAny()
                .orElseThrow();
    }

    @Test
    void whatItsFilterLeavesOutIsNotDelivered() throws Exception {
        ScriptedSink sink = new ScriptedSink();
        append(3);
        Delivery delivery = delivery("s", sink).filter((event, context) -> event.serial() != 2).start(log);
        assertThat(delivery.close(LONG)).isTrue();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 3L);
    }

    @Test
    void aStopLeavesTheRestToTheNextDelivery() throws Exception {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        ScriptedSink sink = new ScriptedSink().thenAlways(SinkStep.after(moment, SinkStep.ACCEPT));
        append(100);
        Delivery delivery = delivery("s", sink).options(OPTIONS.withInFlight(1)).start(log);
        await().atMost(LONG).until(() -> sink.batches() == 1);
        delivery.requestStop(LONG);
        moment.complete(null);

        assertThat(delivery.stop(LONG)).isTrue();
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 10));
        assertThat(delivery.status().committed()).isEqualTo(11);
        ScriptedSink next = new ScriptedSink();
        assertThat(delivery("s", next).start(log).close(LONG)).isTrue();
        assertThat(next.acceptedSequences()).isEqualTo(sequences(11, 100));
    }

    @Test
    void aStopDoesNotWaitForASinkThatDoesNotAnswer() throws Exception {
        append(1);
        ScriptedSink sink = new ScriptedSink().thenAlways(SinkStep.NEVER);
        Delivery delivery = delivery("s", sink).start(log);
        await().atMost(LONG).until(() -> sink.batches() == 1);

        assertThat(delivery.stop(Duration.ofMillis(1))).isFalse();
        assertThat(delivery.status().state()).isEqualTo(DeliveryState.ENDED);
    }

    @Test
    void aDefectIsReportedAndTheDeliveryGoesOn() throws Exception {
        append(5);
        ScriptedSink sink = new ScriptedSink();
        FaultyReader reader = new FaultyReader(log.openReader("s"));
        reader.defectiveCommits = 1;
        LogLines logged = new LogLines();
        Delivery delivery = delivery("s", sink).start(faulty(reader));
        await().atMost(LONG).until(() -> delivery.status().lastError() != null);
        logged.close();
        assertThat(delivery.status().lastError()).isEqualTo("a defect: java.lang.IllegalStateException: a bug");
        assertThat(logged.lines).contains("SEVERE The delivery to audit-delivery-s failed, and goes on");
        append(5); // wakes the thread
        assertThat(delivery.close(LONG)).isTrue();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 10));
    }

    @Test
    void aSinkThatComesBackGetsEverything() throws Exception {
        CompletableFuture<Void> back = new CompletableFuture<>();
        ScriptedSink sink = new ScriptedSink().then(SinkStep.ACCEPT, SinkStep.ACCEPT)
                .thenAlways(batch -> (back.isDone() ? SinkStep.ACCEPT : SinkStep.fail("refused")).take(batch));
        Delivery delivery = delivery("s", sink).start(log);
        append(500);
        await().atMost(LONG).until(() -> delivery.status().retries() > 5);
        assertThat(delivery.status().state()).isEqualTo(DeliveryState.RETRYING);
        back.complete(null);
        append(500);
        assertThat(delivery.close(LONG)).isTrue();

        assertThat(distinct(sink)).isEqualTo(sequences(1, 1000));
    }

    @Test
    void positionsAreStoredWhileItRuns() throws Exception {
        Delivery delivery = delivery("s", new ScriptedSink()).start(log);
        append(5);
        await().atMost(LONG).until(() -> delivery.status().committed() == 6);
        delivery.close(LONG);
    }

    @Test
    void aSinkThatEndsEndsItsDelivery() throws Exception {
        ScriptedSink sink = new ScriptedSink()
                .then(batch -> CompletableFuture.failedFuture(new SinkEndedException("the reader has gone", null)));
        Delivery delivery = delivery("s", sink).start(log);
        assertThat(delivery.awaitEnd(Duration.ofMillis(1))).isFalse();
        append(1);
        assertThat(delivery.awaitEnd(LONG)).isTrue();

        assertThat(delivery.status().lastError()).contains("the reader has gone");
        assertThat(sink.isClosed()).isTrue();
        assertThat(delivery.close(LONG)).isFalse();
    }

    @Test
    void deadLettersAreReadAgain() throws Exception {
        Path file = directory.resolve("letters/dead.json");
        ScriptedSink sink = new ScriptedSink().then(SinkStep.refuse(1, "too \"long\"\n"));
        append(3);
        log.append(TestEvents.text("garbage\u0001"), 0);
        Delivery delivery = delivery("bus", sink).deadLetters(DeadLetterOptions.of(file)).start(log);
        assertThat(delivery.close(LONG)).isTrue();

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        String refused = lines.stream().filter(line -> line.contains("\"raw\"")).findAny().orElseThrow();
        String damaged = lines.stream().filter(line -> !line.contains("\"raw\"")).findAny().orElseThrow();
        assertThat(refused).contains(",\"dead_letter\":{\"time\":\"2",
                "\"sink\":\"bus\",\"reason\":\"too \\\"long\\\"");
        assertThat(damaged).contains("\"entry\":\"67617262616765").endsWith("01\"}}");
        assertThat(new TestEvents.Decoder().decode(TestEvents.text(refused))).satisfies(event -> {
            assertThat(event.serial()).isEqualTo(2);
            assertThat(event.size()).isEqualTo(1);
            event.release();
        });
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(file.getParent())).isEqualTo("rwx------");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void deadLetterFilesAreBounded() throws Exception {
        Path file = directory.resolve("dead.json");
        ScriptedSink sink = new ScriptedSink().thenAlways(
                SinkStep.answer(SinkResult.refused("never")));
        append(200);
        Delivery delivery = delivery("bus", sink).deadLetters(new DeadLetterOptions(file, 2000, 2)).start(log);
        assertThat(delivery.close(LONG)).isTrue();

        assertThat(delivery.status().deadLetters()).isEqualTo(200);
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(3).allSatisfy(path -> assertThat(Files.size(path)).isBetween(1L, 2000L));
        }
    }

    @Test
    void withoutADeadLetterFileWhatIsRefusedIsCounted() throws Exception {
        ScriptedSink sink = new ScriptedSink().then(SinkStep.refuse(0, "never"));
        append(2);
        Delivery delivery = delivery("bus", sink).start(log);
        assertThat(delivery.close(LONG)).isTrue();

        assertThat(delivery.status().refused()).isEqualTo(1);
        assertThat(delivery.status().discarded()).isEqualTo(1);
        assertThat(delivery.status().deadLetters()).isZero();
    }

    @Test
    void aLogThatCannotBeReadIsReadAgain() throws Exception {
        append(5);
        FaultyReader reader = new FaultyReader(log.openReader("s"));
        reader.failingPolls = 3;
        reader.failingCommits = 3;
        reader.failingClose = true;
        ScriptedSink sink = new ScriptedSink();
        Delivery delivery = delivery("s", sink).start(faulty(reader));
        await().atMost(LONG).until(() -> delivery.status().committed() == 6);
        assertThat(delivery.close(LONG)).isTrue();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 5));
        assertThat(delivery.status().lastError()).isEqualTo("cannot be closed: Input/output error");
    }

    private EventLog faulty(FaultyReader reader) {
        return new EventLog() {
            @Override
            public EventLogReader openReader(String name) {
                return reader;
            }

            @Override
            public long endSequence() {
                return log.endSequence();
            }
        };
    }
}
