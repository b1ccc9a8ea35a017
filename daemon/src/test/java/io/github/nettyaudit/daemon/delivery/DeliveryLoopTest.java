package io.github.nettyaudit.daemon.delivery;

import static io.github.nettyaudit.daemon.delivery.DeliveryRig.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkEndedException;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ReceivedDocument;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What a delivery does with a sink that takes everything, and how it begins, waits and ends. */
class DeliveryLoopTest {
    private final ScriptedSink sink = new ScriptedSink();
    private final DeliveryRig rig = new DeliveryRig();

    @Test
    void deliversEachEventOnceInOrderAndStoresThePosition() throws InterruptedException {
        rig.append(10).start(sink).drain();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 10));
        assertThat(sink.batches()).isEqualTo(4);
        assertThat(rig.status()).satisfies(status -> {
            assertThat(status.documents()).isEqualTo(10);
            assertThat(status.bytes())
                    .isEqualTo(sink.accepted().stream().mapToLong(document -> document.text().length() + 1).sum());
            assertThat(status.batches()).isEqualTo(4);
            assertThat(status.lag()).isZero();
            assertThat(status.committed()).isEqualTo(1);
            assertThat(status.oldestMillis()).isZero();
            assertThat(status.state()).isEqualTo(DeliveryState.RUNNING);
            assertThat(status.lastError()).isNull();
        });
        assertThat(sink.flushes()).isZero();
        assertThat(rig.rest()).isEqualTo(Duration.ofSeconds(1).toNanos());
        rig.advance(Duration.ofSeconds(1));
        assertThat(sink.flushes()).isEqualTo(1);
        assertThat(rig.status().committed()).isEqualTo(11);
        assertThat(rig.rest()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void documentsHaveTheIdsOfTheirEvents() throws InterruptedException {
        rig.append(1);
        rig.log.append(TestEvents.entry(new AuditEventBuilder(5, 7, 9).node("db").late(true).build()), 0);
        rig.log.append(TestEvents.entry(new AuditEventBuilder(0, 0, 0).state(AuditEventState.UNPARSEABLE).build()), 0);
        rig.start(sink).drain();

        assertThat(sink.accepted()).extracting(ReceivedDocument::documentId)
                .containsExactly("web1/1795333217.001:1", "db/5.007:9#2", "web1/0.000:0#3");
    }

    @Test
    void aBatchWaitsForOthersUntilItsDelay() throws InterruptedException {
        rig.options = DeliveryOptions.DEFAULTS.withBatch(100, 1 << 20, Duration.ofMillis(5));
        rig.start(sink).settle();
        rig.append(2).settle();

        assertThat(sink.batches()).isZero();
        assertThat(rig.rest()).isEqualTo(Duration.ofMillis(5).toNanos());
        assertThat(rig.status().oldestMillis()).isEqualTo(1001);
        assertThat(rig.status().lag()).isEqualTo(2);
        rig.append(1).advance(Duration.ofMillis(5));
        assertThat(sink.batches()).isEqualTo(1);
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 3));
    }

    @Test
    void aFullBatchDoesNotWait() throws InterruptedException {
        rig.options = DeliveryOptions.DEFAULTS.withBatch(2, 1 << 20, Duration.ofMinutes(1));
        rig.start(sink).append(5).settle();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 4));
    }

    @Test
    void aBatchIsFullAtItsBytesToo() throws InterruptedException {
        rig.options = DeliveryOptions.DEFAULTS.withBatch(100, 1, Duration.ofMinutes(1));
        rig.start(sink).append(3).settle();

        assertThat(sink.batches()).isEqualTo(3);
    }

    @Test
    void aDocumentOfExactlyTheBytesOfABatchFillsIt() throws InterruptedException {
        rig.start(sink).append(1).drain();
        DeliveryRig exact = new DeliveryRig();
        exact.options = DeliveryOptions.DEFAULTS.withBatch(100, (int) rig.status().bytes(), Duration.ofMinutes(1));
        exact.start(new ScriptedSink()).append(1).settle();

        assertThat(exact.status().lag()).isZero();
    }

    @Test
    void isWokenByNewEventsOnly() throws InterruptedException {
        rig.start(sink);
        assertThat(rig.rest()).isEqualTo(Long.MAX_VALUE);
        for (int i = 1; i <= 3; i++) {
            rig.append(1);
            assertThat(rig.isWoken()).isTrue();
            rig.settle();
            assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, i));
        }
        rig.commit();
        assertThat(rig.isWoken()).isFalse();
    }

    @Test
    void eventsWakeNobodyWhileABatchWaitsForOthers() throws InterruptedException {
        rig.options = DeliveryOptions.DEFAULTS.withBatch(100, 1 << 20, Duration.ofMillis(5));
        rig.start(sink).append(1).settle();

        rig.append(1);
        assertThat(rig.isWoken()).isFalse();
        rig.advance(Duration.ofMillis(5));
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 2));
        rig.append(1);
        assertThat(rig.isWoken()).isTrue();
    }

    @Test
    void noMoreThanTheBoundIsInFlight() throws InterruptedException {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        sink.thenAlways(SinkStep.after(moment, SinkStep.ACCEPT));
        rig.options = rig.options.withInFlight(2);
        rig.start(sink).append(30).settle();

        assertThat(sink.batches()).isEqualTo(2);
        assertThat(rig.status().oldestMillis()).isEqualTo(1001);
        assertThat(rig.rest()).as("until the answers are late").isEqualTo(Duration.ofSeconds(60).toNanos());
        moment.complete(null);
        rig.drain();
        assertThat(sink.acceptedSequences()).containsExactlyInAnyOrderElementsOf(sequences(1, 30));
    }

    @Test
    void anAnswerWakesNobodyWhileThereIsRoomForBatches() throws InterruptedException {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        sink.thenAlways(SinkStep.after(moment, SinkStep.ACCEPT));
        rig.options = rig.options.withInFlight(2);
        rig.start(sink).append(1).settle();

        moment.complete(null);
        assertThat(rig.isWoken()).isFalse();
        assertThat(rig.status().lag()).isEqualTo(1);
        rig.advance(Duration.ofMillis(100));
        assertThat(rig.status().lag()).isZero();
    }

    @Test
    void anAnswerWakesIfTheWindowIsFull() throws InterruptedException {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        sink.thenAlways(SinkStep.after(moment, SinkStep.ACCEPT));
        rig.options = rig.options.withInFlight(1);
        rig.start(sink).append(1).settle();

        moment.complete(null);
        assertThat(rig.isWoken()).isTrue();
    }

    @Test
    void aRefusalWakesAlthoughThereIsRoom() throws InterruptedException {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        sink.thenAlways(SinkStep.after(moment, SinkStep.fail("busy")));
        rig.start(sink).append(1).settle();

        moment.complete(null);
        assertThat(rig.isWoken()).isTrue();
    }

    @Test
    void answersInAnotherOrderKeepThePositionBehindTheFirst() throws InterruptedException {
        CompletableFuture<Void> first = new CompletableFuture<>();
        sink.then(SinkStep.after(first, SinkStep.ACCEPT));
        rig.start(sink).append(9).settle();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(4, 9));
        assertThat(rig.status().position()).isEqualTo(1);
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.status().committed()).isEqualTo(1);
        first.complete(null);
        rig.settle();
        assertThat(rig.status().position()).isEqualTo(10);
    }

    @Test
    void whatIsFilteredOutIsDone() throws InterruptedException {
        rig.filter = (event, context) -> event.serial() % 2 == 0;
        rig.start(sink).append(7).drain();

        assertThat(sink.acceptedSequences()).containsExactly(2L, 4L, 6L);
        assertThat(rig.status().filtered()).isEqualTo(4);
        rig.commit();
        assertThat(rig.status().committed()).isEqualTo(8);
    }

    @Test
    void whatIsFilteredOutBehindABatchIsDoneWithIt() throws InterruptedException {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        sink.then(SinkStep.after(moment, SinkStep.ACCEPT));
        rig.filter = (event, context) -> event.serial() == 1;
        rig.start(sink).append(3).settle();
        assertThat(rig.status().position()).isEqualTo(1);
        moment.complete(null);
        rig.settle();

        assertThat(rig.status().position()).isEqualTo(4);
    }

    @Test
    void aFilterThatFailsLetsTheEventPass() throws InterruptedException {
        rig.filter = (event, context) -> {
            throw new IllegalStateException("broken filter");
        };
        rig.start(sink).append(2).drain();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 2));
        assertThat(rig.status().lastError()).contains("broken filter");
        assertThat(rig.status().lastErrorTime()).isNotNull();
    }

    @Test
    void aGapBecomesOneReportInItsPlace() throws InterruptedException {
        DeliveryRig small = new DeliveryRig(new MemoryEventLog(2048, WhenFull.DROP_OLDEST));
        small.start(sink).append(1).commit();
        small.append(1000).drain();

        List<ReceivedDocument> accepted = sink.accepted();
        long kept = small.log.endSequence() - accepted.get(2).sequence();
        assertThat(accepted.get(0).sequence()).isEqualTo(1);
        assertThat(accepted.get(1).text()).contains("\"state\":\"loss\"", "\"kind\":\"discarded\"",
                "\"unit\":\"events\"", "\"count\":" + (1000 - kept), "events 2 to " + (1001 - kept),
                "\"host\":\"web1\"", "2048 bytes");
        assertThat(accepted.get(1).documentId()).endsWith("#2");
        assertThat(sink.acceptedSequences().subList(2, accepted.size())).isEqualTo(sequences(1002 - kept, 1001));
        assertThat(accepted.stream().filter(document -> document.text().contains("loss"))).hasSize(1);
        assertThat(small.status().lostEntries()).isEqualTo(1000 - kept);
    }

    @Test
    void aLossIsDeliveredWhateverTheFilterSays() throws InterruptedException {
        DeliveryRig small = new DeliveryRig(new MemoryEventLog(1024, WhenFull.DROP_OLDEST));
        small.filter = (event, context) -> false;
        small.start(sink).append(100).commit();

        assertThat(sink.accepted()).singleElement().satisfies(document -> assertThat(document.text()).contains("loss"));
    }

    @Test
    void whatCannotBeEncodedIsADeadLetterAndTheNextOneIsDelivered() throws InterruptedException {
        RawEventEncoder raw = new RawEventEncoder();
        rig.encoder = (event, context, out) -> {
            raw.encode(event, context, out);
            if (event.serial() == 2) {
                throw new IllegalStateException("half a document");
            }
        };
        rig.start(sink).append(3).commit();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 3L);
        assertThat(sink.accepted()).allSatisfy(document -> {
            assertThat(document.text()).startsWith("{").endsWith("}");
            assertThat(document.text().split("\"raw\":", -1)).as("nothing of the other document").hasSize(2);
        });
        assertThat(rig.status().lastError()).isEqualTo("an event cannot be encoded: java.lang.IllegalStateException:"
                + " half a document");
        assertThat(rig.letters.lines).singleElement().asString().contains("half a document", "\"serial\":2");
        assertThat(rig.letters.synced).contains(1);
        assertThat(rig.status()).satisfies(status -> {
            assertThat(status.notEncoded()).isEqualTo(1);
            assertThat(status.deadLetters()).isEqualTo(1);
        });
    }

    @Test
    void anEncoderThatWritesNothingHasFailed() throws InterruptedException {
        rig.encoder = (event, context, out) -> { };
        rig.start(sink).append(2).commit();

        assertThat(sink.batches()).isZero();
        assertThat(rig.letters.lines).hasSize(2);
    }

    @Test
    void aDamagedEntryIsReportedAndKept() throws InterruptedException {
        rig.append(1);
        rig.log.append(TestEvents.text("{\"raw\":1,"), 0);
        rig.append(1).start(sink).commit();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 2L, 3L);
        assertThat(sink.accepted().get(1).text()).contains("\"kind\":\"discarded\"", "\"count\":1", "damaged");
        assertThat(rig.letters.lines).singleElement().asString().contains("damaged", "{\"raw\":1,");
        assertThat(rig.status().damaged()).isEqualTo(1);
    }

    @Test
    void aReportOfALossThatCannotBeEncodedIsCounted() throws InterruptedException {
        RawEventEncoder raw = new RawEventEncoder();
        rig.encoder = (event, context, out) -> {
            if (event.state() == AuditEventState.LOSS) {
                throw new IllegalStateException("no losses");
            }
            raw.encode(event, context, out);
        };
        rig.append(1);
        rig.log.append(TestEvents.text("garbage"), 0);
        rig.append(1).start(sink).commit();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 3L);
        assertThat(rig.status().notEncoded()).isEqualTo(1);
        assertThat(rig.status().damaged()).isEqualTo(1);
        assertThat(rig.letters.lines).hasSize(1);
    }

    @Test
    void aDeadLetterThatCannotBeWrittenIsTriedAgainBeforeAnythingElse() throws InterruptedException {
        rig.letters.failures = 3;
        rig.append(1);
        rig.log.append(TestEvents.text("garbage"), 0);
        rig.append(2).start(sink).settle();

        assertThat(rig.status().position()).isEqualTo(2);
        assertThat(rig.status().lastError()).contains("No space left on device");
        long pause = rig.rest();
        assertThat(pause).isBetween(Duration.ofMillis(100).toNanos(), Duration.ofMillis(200).toNanos());
        rig.advance(Duration.ofNanos(pause - 1));
        assertThat(rig.letters.failures).as("not before the pause is over").isEqualTo(2);
        rig.advance(Duration.ofNanos(1));
        assertThat(rig.letters.failures).isEqualTo(1);
        rig.commit();
        assertThat(rig.letters.lines).hasSize(1);
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 4));
    }

    @Test
    void eachDeadLetterIsWrittenInItsTurn() throws InterruptedException {
        rig.letters.failures = 3;
        rig.log.append(TestEvents.text("garbage A"), 0);
        rig.log.append(TestEvents.text("garbage B"), 0);
        rig.start(sink).commit();
        assertThat(rig.letters.lines).hasSize(2);
        assertThat(rig.letters.lines.get(0)).contains("garbage A");
        assertThat(rig.letters.lines.get(1)).contains("garbage B");

        rig.letters.failures = 1;
        rig.log.append(TestEvents.text("garbage C"), 0);
        rig.settle();
        assertThat(rig.letters.lines).hasSize(2);
        rig.advance(Duration.ofMillis(200));
        assertThat(rig.letters.lines).as("the pauses begin again").hasSize(3);
    }

    @Test
    void theCloseDeliversWhatIsLeftAndStoresThePosition() throws InterruptedException {
        rig.options = DeliveryOptions.DEFAULTS.withBatch(100, 1 << 20, Duration.ofMinutes(1));
        rig.start(sink).append(5).settle();
        assertThat(sink.batches()).isZero();
        long before = rig.now;
        rig.close();

        assertThat(rig.now).isEqualTo(before);
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 5));
        assertThat(sink.isClosed()).isTrue();
        assertThat(rig.status().committed()).isEqualTo(6);
        assertThat(rig.status().state()).isEqualTo(DeliveryState.ENDED);
        assertThat(rig.loop().isDrained()).isTrue();
        assertThat(rig.log.openReader("test").position()).isEqualTo(6);
    }

    /** The sink may have ended before the thread looks, and then nothing would wake it. */
    @Test
    void theThreadDoesNotSleepAfterTheEnd() throws InterruptedException {
        DeliveryRig rig = new DeliveryRig().start(new ScriptedSink()).append(1).close();
        assertThat(rig.rest()).isZero();
    }

    @Test
    void theCloseWaitsForASinkOnlySoLong() throws InterruptedException {
        sink.then(SinkStep.ACCEPT).thenAlways(SinkStep.NEVER);
        rig.start(sink).append(9).settle();
        long before = rig.now;
        rig.close();

        assertThat(rig.now - before).isLessThanOrEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(rig.status().committed()).isEqualTo(4);
        assertThat(rig.loop().isDrained()).isFalse();
        assertThat(sink.isClosed()).isTrue();
    }

    @Test
    void aSinkThatDoesNotEndIsGivenUpALittleLater() throws InterruptedException {
        List<Duration> timeouts = new ArrayList<>();
        EventSink endless = new EventSink() {
            @Override
            public CompletionStage<SinkResult> send(SinkBatch batch) {
                return sink.send(batch);
            }

            @Override
            public CompletionStage<Void> close(Duration timeout) {
                timeouts.add(timeout);
                return new CompletableFuture<>();
            }
        };
        rig.start(endless).append(1).drain();
        long before = rig.now;
        rig.close();

        assertThat(timeouts).containsExactly(Duration.ofSeconds(10));
        assertThat(rig.now - before).isEqualTo(Duration.ofSeconds(11).toNanos());
        assertThat(rig.letters.closed).isTrue();
    }

    @Test
    void aSinkThatDoesNotAnswerAtTheCloseHasThreeQuartersOfTheTime() throws InterruptedException {
        sink.thenAlways(SinkStep.NEVER);
        rig.start(sink).append(1).settle();
        long before = rig.now;
        rig.close();

        assertThat(rig.now - before).isEqualTo(Duration.ofMillis(7500).toNanos());
    }

    @Test
    void aSinkThatHasEndedEndsTheDeliveryAtWhatItAccepted() throws InterruptedException {
        sink.then(SinkStep.ACCEPT, batch -> CompletableFuture.failedFuture(
                new SinkEndedException("nobody reads the pipe any more", null)));
        rig.options = rig.options.withInFlight(1);
        rig.start(sink).append(9).until(rig.loop()::hasEnded);

        assertThat(rig.loop().end()).hasMessage("nobody reads the pipe any more");
        assertThat(rig.status().lastError()).isEqualTo("the sink has ended: nobody reads the pipe any more");
        assertThat(rig.status().state()).isEqualTo(DeliveryState.ENDED);
        assertThat(rig.log.openReader("test").position()).isEqualTo(4);
    }

    @Test
    void theNextDeliveryGoesOnAtTheStoredPosition() throws InterruptedException {
        rig.start(sink).append(4).commit();
        rig.append(3).settle();
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 7));
        // killed here: the reader is gone, and the last three are not stored
        DeliveryRig next = new DeliveryRig(rig.log);
        ScriptedSink other = new ScriptedSink();
        next.start(other, rig.log.reopenReader("test")).append(2).commit();

        assertThat(other.acceptedSequences()).isEqualTo(sequences(5, 9));
        assertThat(other.accepted().get(0)).isEqualTo(sink.accepted().get(4));
    }

    @Test
    void batchesAreReleasedAndTheirBuffersUsedAgain() throws InterruptedException {
        List<Integer> counts = new ArrayList<>();
        List<SinkBatch> batches = new ArrayList<>();
        sink.thenAlways(batch -> {
            batches.add(batch);
            return CompletableFuture.completedFuture(SinkResult.accepted());
        });
        rig.start(sink).append(9).drain();
        batches.forEach(batch -> counts.add(batch.refCnt()));

        assertThat(counts).containsExactly(0, 0, 0);
    }
}
