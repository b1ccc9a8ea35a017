package io.github.nettyaudit.daemon.delivery;

import static io.github.nettyaudit.daemon.delivery.DeliveryRig.distinct;
import static io.github.nettyaudit.daemon.delivery.DeliveryRig.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a delivery does with a sink that does not take everything. */
class DeliveryRetryTest {
    private static final List<Long> FIRST = sequences(1, 3);

    private final ScriptedSink sink = new ScriptedSink();
    private final DeliveryRig rig = new DeliveryRig();

    private void oneInFlight() {
        rig.options = rig.options.withInFlight(1);
    }

    @Test
    void aBatchThatFailsIsSentAgainBeforeLaterOnes() throws InterruptedException {
        oneInFlight();
        sink.then(SinkStep.ACCEPT, SinkStep.fail("connection reset"), SinkStep.fail("connection refused"));
        rig.start(sink).append(9).settle();

        assertThat(sink.acceptedSequences()).isEqualTo(FIRST);
        assertThat(rig.status()).satisfies(status -> {
            assertThat(status.state()).isEqualTo(DeliveryState.RETRYING);
            assertThat(status.lastError()).isEqualTo("connection reset");
            assertThat(status.retries()).isEqualTo(1);
        });
        assertThat(rig.rest()).isBetween(Duration.ofMillis(100).toNanos(), Duration.ofMillis(200).toNanos());
        rig.drain();
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 9));
        assertThat(rig.status().retries()).isEqualTo(2);
        assertThat(rig.status().state()).isEqualTo(DeliveryState.RUNNING);
    }

    @Test
    void pausesDoubleUpToTheLongestAndBeginAgainAfterASuccess() throws InterruptedException {
        oneInFlight();
        rig.options = rig.options.withRetries(Duration.ofSeconds(1), Duration.ofSeconds(6));
        for (int i = 0; i < 5; i++) {
            sink.then(SinkStep.fail("down"));
        }
        rig.start(sink).append(3);
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            pauses.add(rig.rest());
            rig.advance(Duration.ofNanos(pauses.get(i)));
        }

        long[] full = {1, 2, 4, 6, 6};
        for (int i = 0; i < 5; i++) {
            long most = Duration.ofSeconds(full[i]).toNanos();
            assertThat(pauses.get(i)).isBetween(most / 2, most);
        }
        assertThat(pauses.get(3)).as("jitter").isNotEqualTo(pauses.get(4));
        assertThat(sink.acceptedSequences()).isEqualTo(FIRST);
        sink.then(SinkStep.fail("down"));
        rig.append(3);
        assertThat(rig.rest()).isLessThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void nothingIsSentWhileThePauseLasts() throws InterruptedException {
        oneInFlight();
        sink.then(SinkStep.fail("down"));
        rig.start(sink).append(9);
        long pause = rig.rest();
        rig.now += pause - 1;
        rig.settle();
        assertThat(sink.batches()).isEqualTo(1);
        rig.advance(Duration.ofNanos(1));
        assertThat(sink.batches()).isGreaterThan(1);
    }

    @Test
    void anEventForWhichTheMemoryIsNotSufficientIsADeadLetter() throws InterruptedException {
        RawEventEncoder raw = new RawEventEncoder();
        rig.encoder = (event, context, out) -> {
            raw.encode(event, context, out);
            if (event.serial() == 5) {
                throw new OutOfMemoryError("Java heap space");
            }
        };
        rig.start(sink).append(9).drain();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L);
        assertThat(rig.letters.lines).singleElement().asString()
                .startsWith("it cannot be encoded: java.lang.OutOfMemoryError: Java heap space");
        assertThat(rig.status().notEncoded()).isEqualTo(1);
    }

    @Test
    void allThatFollowsAFailedBatchFollowsItAgain() throws InterruptedException {
        sink.then(SinkStep.ACCEPT, SinkStep.fail("cut"), SinkStep.ACCEPT, SinkStep.ACCEPT);
        rig.start(sink).append(12).drain();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 2L, 3L, 7L, 8L, 9L, 10L, 11L, 12L, 4L, 5L, 6L, 7L, 8L,
                9L, 10L, 11L, 12L);
        assertThat(rig.status().retries()).isEqualTo(1);
    }

    @Test
    void allThatFollowsTheFirstBatchFollowsItAgain() throws InterruptedException {
        sink.then(SinkStep.fail("cut"), SinkStep.ACCEPT, SinkStep.ACCEPT);
        rig.start(sink).append(9).drain();

        assertThat(sink.acceptedSequences()).containsExactly(4L, 5L, 6L, 7L, 8L, 9L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    }

    @Test
    void afterAFailureOneBatchGoesAloneAndTheOthersWaitForItsAnswer() throws InterruptedException {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        sink.then(SinkStep.fail("cut"), SinkStep.fail("cut"), SinkStep.fail("cut"), SinkStep.fail("cut"),
                SinkStep.after(moment, SinkStep.ACCEPT));
        rig.start(sink).append(12).settle();
        assertThat(sink.batches()).isEqualTo(4);
        rig.advance(Duration.ofSeconds(1));
        assertThat(sink.batches()).isEqualTo(5);
        moment.complete(null);
        rig.settle();
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 12));
    }

    @Test
    void withoutOrderOnlyWhatFailedIsSentAgain() throws InterruptedException {
        rig.options = rig.options.withInOrder(false);
        sink.then(SinkStep.ACCEPT, SinkStep.answer(batch -> SinkResult.of(3).tryAgain(1, "429").build()));
        rig.start(sink).append(9).drain();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 2L, 3L, 4L, 6L, 7L, 8L, 9L, 5L);
    }

    @Test
    void afterAnErrorInMidBatchTheRestFollowsInOrder() throws InterruptedException {
        oneInFlight();
        sink.then(SinkStep.acceptFirst(1, "cut"), SinkStep.acceptFirst(1, "cut"));
        rig.start(sink).append(6).drain();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 6));
        assertThat(sink.batches()).isEqualTo(4);
    }

    @Test
    void whatFollowsAFailedDocumentOfItsBatchIsSentAgainAfterIt() throws InterruptedException {
        oneInFlight();
        sink.then(SinkStep.answer(batch -> SinkResult.of(3).tryAgain(1, "429").build()));
        rig.start(sink).append(3).drain();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 3L, 2L, 3L);
    }

    @Test
    void whatTheSinkRefusesIsADeadLetterOnce() throws InterruptedException {
        sink.then(SinkStep.fail("cut"), SinkStep.refuse(1, "field too long"));
        rig.start(sink).append(6).commit();

        assertThat(distinct(sink)).containsExactlyInAnyOrder(1L, 2L, 3L, 4L, 6L);
        assertThat(rig.letters.lines).singleElement().asString().startsWith("field too long: {")
                .contains("\"serial\":5").doesNotContain("\"serial\":6");
        assertThat(rig.letters.synced).contains(1);
        assertThat(rig.status()).satisfies(status -> {
            assertThat(status.refused()).isEqualTo(1);
            assertThat(status.deadLetters()).isEqualTo(1);
            assertThat(status.discarded()).isZero();
            assertThat(status.lastError()).contains("field too long");
        });
    }

    @Test
    void aBatchThatIsRefusedAsAWholeIsDone() throws InterruptedException {
        sink.then(SinkStep.answer(SinkResult.refused("no such index")));
        rig.start(sink).append(6).commit();

        assertThat(sink.acceptedSequences()).containsExactly(4L, 5L, 6L);
        assertThat(rig.letters.lines).hasSize(3);
        assertThat(rig.status().batches()).isEqualTo(2);
    }

    @Test
    void whatIsRefusedIsOfferedAgainWhileItsDeadLetterCannotBeWritten() throws InterruptedException {
        oneInFlight();
        rig.letters.failures = 2;
        sink.thenAlways(SinkStep.answer(batch -> {
            SinkResult.Builder result = SinkResult.of(batch.size());
            for (int i = 0; i < batch.size(); i++) {
                if (batch.sequence(i) == 2) {
                    result.refuse(i, "never");
                }
            }
            return result.build();
        }));
        rig.start(sink).append(6).settle();
        assertThat(rig.status().lastError()).contains("dead-letter file", "No space left on device");
        rig.commit();

        assertThat(distinct(sink)).containsExactly(1L, 3L, 4L, 5L, 6L);
        assertThat(rig.letters.lines).hasSize(1);
        assertThat(rig.status().refused()).isEqualTo(1);
    }

    @Test
    void aSinkThatDoesNotAnswerIsAskedAgain() throws InterruptedException {
        oneInFlight();
        rig.options = rig.options.withAnswerTimeout(Duration.ofSeconds(5));
        sink.then(SinkStep.NEVER, SinkStep.NEVER);
        rig.start(sink).append(6);
        assertThat(rig.rest()).isEqualTo(Duration.ofSeconds(5).toNanos());
        rig.drain();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 6));
        assertThat(rig.status().timeouts()).isEqualTo(2);
        assertThat(rig.status().lastError()).contains("not answered within 5000 ms");
    }

    @Test
    void anAnswerThatIsTooLateIsIgnored() throws InterruptedException {
        CompletableFuture<Void> late = new CompletableFuture<>();
        sink.then(SinkStep.after(late, SinkStep.answer(SinkResult.refused("late"))));
        rig.start(sink).append(3).until(() -> rig.status().timeouts() == 1);
        late.complete(null);
        rig.drain();

        assertThat(rig.letters.lines).isEmpty();
        assertThat(sink.acceptedSequences()).isEqualTo(FIRST);
    }

    @Test
    void whatIsNotWaitedForIsCancelled() throws InterruptedException {
        CompletableFuture<SinkResult> answer = new CompletableFuture<>();
        List<SinkBatch> batches = new ArrayList<>();
        EventSink silent = new EventSink() {
            @Override
            public CompletionStage<SinkResult> send(SinkBatch batch) {
                batches.add(batch);
                return answer;
            }

            @Override
            public CompletionStage<Void> close(Duration timeout) {
                return CompletableFuture.completedFuture(null);
            }
        };
        rig.start(silent).append(1).until(() -> rig.status().timeouts() == 1);

        assertThat(answer).isCancelled();
        assertThat(batches.get(0).refCnt()).as("the delivery's own reference").isEqualTo(1);
        rig.close();
        assertThat(batches.get(0).refCnt()).isZero();
    }

    @Test
    void aSinkThatThrowsIsAskedAgain() throws InterruptedException {
        oneInFlight();
        sink.then(SinkStep.raise(new IllegalStateException("a")), SinkStep.raise(new IllegalStateException("b")));
        rig.start(sink).append(6).drain();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 6));
        assertThat(rig.status().retries()).isEqualTo(2);
        assertThat(rig.status().lastError()).contains("IllegalStateException: b");
    }

    @Test
    void afterABatchThatTheSinkDidNotEvenTakeNothingElseIsSent() throws InterruptedException {
        sink.thenAlways(SinkStep.raise(new IllegalStateException("a defect")));
        rig.start(sink).append(12).settle();

        assertThat(sink.batches()).isEqualTo(1);
    }

    @Test
    void theCauseOfAStageIsNamedAndNotItsWrapping() throws InterruptedException {
        sink.then(batch -> CompletableFuture.failedFuture(new CompletionException(new IOException("broken"))));
        rig.start(sink).append(1).settle();

        assertThat(rig.status().lastError()).isEqualTo("broken");
    }

    @Test
    void pausesBeginAgainWhenSomeDocumentsAreTaken() throws InterruptedException {
        oneInFlight();
        rig.options = rig.options.withRetries(Duration.ofSeconds(1), Duration.ofSeconds(60));
        sink.then(SinkStep.fail("down"), SinkStep.fail("down"), SinkStep.fail("down"), SinkStep.acceptFirst(1, "cut"));
        rig.start(sink).append(3);
        for (int i = 0; i < 3; i++) {
            rig.advance(Duration.ofNanos(rig.rest()));
        }

        assertThat(sink.batches()).isEqualTo(4);
        assertThat(rig.rest()).isLessThanOrEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void afterAFailedFlushNothingIsSentUntilThePauseIsOver() throws InterruptedException {
        sink.then(SinkStep.ACCEPT, SinkStep.NEVER).failFlush("I/O error");
        rig.start(sink).append(6).advance(Duration.ofSeconds(1));

        assertThat(sink.batches()).isEqualTo(2);
        assertThat(rig.status().position()).as("rewound").isEqualTo(1);
        assertThat(rig.rest()).isBetween(Duration.ofMillis(100).toNanos(), Duration.ofMillis(200).toNanos());
        rig.drain();
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 6));
    }

    @Test
    @SuppressWarnings("NullAway")
    void aSinkThatAnswersNonsenseIsAskedAgain() throws InterruptedException {
        oneInFlight();
        sink.then(SinkStep.answer(SinkResult.of(7).build()), batch -> null,
                batch -> CompletableFuture.failedFuture(new StackOverflowError("deep")));
        rig.start(sink).append(6).settle();
        assertThat(rig.status().lastError()).isEqualTo("the sink answered for 7 of 3 documents");
        rig.drain();

        assertThat(distinct(sink)).isEqualTo(sequences(1, 6));
        assertThat(rig.status().retries()).isEqualTo(3);
        assertThat(rig.status().lastError()).contains("StackOverflowError: deep");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void whatIsNotDurableIsSentAgain(int inFlight) throws InterruptedException {
        rig.options = rig.options.withInFlight(inFlight);
        sink.failFlush("I/O error");
        rig.start(sink).append(20).drain();
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 20));
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.status().lastError()).contains("durable", "I/O error");
        assertThat(rig.status().committed()).isEqualTo(1);
        assertThat(sink.acceptedSequences()).isEmpty();
        rig.commit();

        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 20));
    }

    @Test
    void aFlushThatNeverEndsIsAFailureToo() throws InterruptedException {
        List<CompletableFuture<Void>> flushes = new ArrayList<>();
        EventSink stuck = new EventSink() {
            @Override
            public CompletionStage<SinkResult> send(SinkBatch batch) {
                return sink.send(batch);
            }

            @Override
            public CompletionStage<Void> flush() {
                flushes.add(new CompletableFuture<>());
                return flushes.size() == 1 ? flushes.get(0) : CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<Void> close(Duration timeout) {
                throw new IllegalStateException("close fails");
            }
        };
        rig.start(stuck).append(3).commit();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 2L, 3L, 1L, 2L, 3L);
        assertThat(rig.status().lastError()).contains("durable in time");
        rig.close();
        assertThat(rig.status().lastError()).contains("close fails");
    }

    @Test
    @SuppressWarnings("NullAway")
    void aSinkThatAnswersWithNothingIsAskedAgain() throws InterruptedException {
        EventSink empty = new EventSink() {
            private boolean hasAnswered;

            @Override
            public CompletionStage<SinkResult> send(SinkBatch batch) {
                if (hasAnswered) {
                    return sink.send(batch);
                }
                hasAnswered = true;
                return CompletableFuture.completedFuture(null);
            }

            @Override
            public CompletionStage<Void> close(Duration timeout) {
                return sink.close(timeout);
            }
        };
        rig.start(empty).append(2).settle();

        assertThat(rig.status().lastError()).isEqualTo("the sink answered with nothing");
        rig.drain();
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 2));
    }

    /** What the batch had so far must come once, and each dead letter must be the entry of its document. */
    @Test
    void aBatchThatIsNotFullBeginsAgainIfAFlushFails() throws InterruptedException {
        rig.options = DeliveryOptions.DEFAULTS.withBatch(3, 1 << 20, Duration.ofMinutes(1))
                .withCommitInterval(Duration.ofSeconds(1));
        sink.failFlush("I/O error").then(SinkStep.ACCEPT, SinkStep.refuse(1, "too long"));
        rig.start(sink).append(5).advance(Duration.ofSeconds(1));
        assertThat(rig.status().lastError()).contains("I/O error");
        rig.append(1).drain();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 3L, 4L, 5L, 6L);
        assertThat(rig.letters.lines).singleElement().asString().contains("\"serial\":2,");
    }

    @Test
    void aDeadLetterOfALargeBatchIsTheEntryOfItsDocument() throws InterruptedException {
        rig.options = rig.options.withBatch(1000, 1 << 20, Duration.ZERO);
        sink.then(SinkStep.refuse(199, "too long"));
        rig.append(300).start(sink).drain();

        assertThat(rig.letters.lines).singleElement().asString().contains("\"serial\":200,");
    }

    @Test
    void aDeadLetterOfALaterBatchIsTheEntryOfItsDocument() throws InterruptedException {
        oneInFlight();
        sink.then(SinkStep.ACCEPT, SinkStep.ACCEPT, SinkStep.ACCEPT, SinkStep.refuse(1, "too long"));
        rig.append(12).start(sink).drain();

        assertThat(rig.letters.lines).singleElement().asString().contains("\"serial\":11,");
    }

    @Test
    void aDeadLetterAfterAReportOfALossIsTheEntryOfItsDocument() throws InterruptedException {
        rig.append(1);
        rig.log.append(TestEvents.text("garbage"), 0);
        sink.then(SinkStep.refuse(2, "too long"));
        rig.append(1).start(sink).drain();

        assertThat(sink.acceptedSequences()).containsExactly(1L, 2L);
        assertThat(rig.letters.lines).hasSize(2).last().asString().startsWith("too long: ").contains("\"serial\":3,");
    }

    /** {@code CompletableFuture.join} throws another exception for a stage that was cancelled. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFlushThatIsCancelledOrThrowsIsAFailureToo(boolean isCancelled) throws InterruptedException {
        EventSink cancelling = new EventSink() {
            private int flushes;

            @Override
            public CompletionStage<SinkResult> send(SinkBatch batch) {
                return sink.send(batch);
            }

            @Override
            public CompletionStage<Void> flush() {
                if (flushes++ > 0) {
                    return sink.flush();
                }
                if (!isCancelled) {
                    throw new IllegalStateException("a defect");
                }
                CompletableFuture<Void> flush = new CompletableFuture<>();
                flush.cancel(false);
                return flush;
            }

            @Override
            public CompletionStage<Void> close(Duration timeout) {
                return sink.close(timeout);
            }
        };
        rig.start(cancelling).append(2).drain().advance(Duration.ofSeconds(1));

        assertThat(rig.status().lastError()).startsWith("the sink cannot make its documents durable: ")
                .contains(isCancelled ? "CancellationException" : "a defect");
        assertThat(rig.status().committed()).isEqualTo(1);
        rig.commit();
        assertThat(sink.acceptedSequences()).as("sent again").containsExactly(1L, 2L, 1L, 2L);
    }

    @Test
    void afterAFailedFlushTheAnswersToWhatWasSentAreNotWaitedFor() throws InterruptedException {
        List<CompletableFuture<SinkResult>> answers = new ArrayList<>();
        EventSink slow = new EventSink() {
            @Override
            public CompletionStage<SinkResult> send(SinkBatch batch) {
                CompletableFuture<SinkResult> answer = new CompletableFuture<>();
                answers.add(answer);
                return answer;
            }

            @Override
            public CompletionStage<Void> flush() {
                return CompletableFuture.failedFuture(new IOException("I/O error"));
            }

            @Override
            public CompletionStage<Void> close(Duration timeout) {
                return CompletableFuture.completedFuture(null);
            }
        };
        rig.options = rig.options.withInFlight(2);
        rig.start(slow).append(6).settle();
        answers.get(0).complete(SinkResult.accepted());
        rig.advance(Duration.ofSeconds(1));

        assertThat(rig.status().lastError()).contains("I/O error");
        assertThat(answers.get(1)).isCancelled();
    }
}
