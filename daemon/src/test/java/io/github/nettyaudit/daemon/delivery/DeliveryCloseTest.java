package io.github.nettyaudit.daemon.delivery;

import static io.github.nettyaudit.daemon.delivery.DeliveryRig.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** How a delivery ends with a sink that takes its time, or does not want to end. */
class DeliveryCloseTest {
    private final DeliveryRig rig = new DeliveryRig();
    private final ScriptedSink scripted = new ScriptedSink();
    private final CompletableFuture<Void> flushed = new CompletableFuture<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final List<CompletableFuture<SinkResult>> open = new ArrayList<>();
    private final List<Duration> timeouts = new ArrayList<>();
    private boolean answers = true;

    /** The test decides when it answers, when it has flushed, and when it has closed. */
    private final EventSink sink = new EventSink() {
        @Override
        public CompletionStage<SinkResult> send(SinkBatch batch) {
            if (answers) {
                return scripted.send(batch);
            }
            open.add(new CompletableFuture<>());
            return open.get(open.size() - 1);
        }

        @Override
        public CompletionStage<Void> flush() {
            return flushed;
        }

        @Override
        public CompletionStage<Void> close(Duration timeout) {
            timeouts.add(timeout);
            return closed;
        }
    };

    @Test
    void theRequestWakesTheThread() throws InterruptedException {
        rig.start(sink).append(1).settle();
        assertThat(rig.isWoken()).isFalse();
        rig.loop().requestClose(Duration.ofSeconds(10), rig.now);
        assertThat(rig.isWoken()).isTrue();
    }

    @Test
    void moreThanTheWindowHoldsIsDelivered() throws InterruptedException {
        flushed.complete(null);
        closed.complete(null);
        rig.start(sink).append(100).close();

        assertThat(scripted.acceptedSequences()).isEqualTo(sequences(1, 100));
        assertThat(rig.status().committed()).isEqualTo(101);
    }

    @Test
    void onlyTheFirstRequestCounts() throws InterruptedException {
        answers = false;
        closed.complete(null);
        rig.start(sink).append(1).settle();
        rig.loop().requestClose(Duration.ofSeconds(4), rig.now);
        rig.loop().requestClose(Duration.ofSeconds(400), rig.now);
        long before = rig.now;
        rig.until(rig.loop()::hasEnded);

        assertThat(rig.now - before).isEqualTo(Duration.ofSeconds(3).toNanos());
    }

    @Test
    void isClosingUntilTheSinkHasClosed() throws InterruptedException {
        rig.start(sink).append(1).settle();
        rig.loop().requestClose(Duration.ofSeconds(10), rig.now);
        rig.settle();
        assertThat(timeouts).as("the documents are not durable yet").isEmpty();
        flushed.complete(null);
        assertThat(rig.isWoken()).isTrue();
        rig.advance(Duration.ofSeconds(1));
        assertThat(timeouts).containsExactly(Duration.ofSeconds(9));
        assertThat(rig.status().state()).isEqualTo(DeliveryState.CLOSING);
        assertThat(rig.letters.closed).isFalse();

        closed.complete(null);
        assertThat(rig.isWoken()).isTrue();
        rig.settle();
        assertThat(rig.status().state()).isEqualTo(DeliveryState.ENDED);
        assertThat(rig.status().lastError()).isNull();
    }

    @Test
    void aSinkThatFailsToCloseIsReported() throws InterruptedException {
        flushed.complete(null);
        rig.start(sink).append(1).settle();
        rig.loop().requestClose(Duration.ofSeconds(10), rig.now);
        rig.settle();
        closed.completeExceptionally(new IOException("broken pipe"));
        rig.settle();

        assertThat(rig.loop().hasEnded()).isTrue();
        assertThat(rig.status().lastError()).isEqualTo("the sink cannot be closed: broken pipe");
        assertThat(rig.loop().isDrained()).isTrue();
    }

    @Test
    void aFlushThatDoesNotEndIsGivenUpAtTheTimeout() throws InterruptedException {
        closed.complete(null);
        rig.start(sink).append(1).settle();
        long before = rig.now;
        rig.close();

        assertThat(rig.now - before).isEqualTo(Duration.ofSeconds(10).toNanos());
        assertThat(timeouts).containsExactly(Duration.ZERO);
        assertThat(rig.status().committed()).isEqualTo(1);
        assertThat(rig.loop().isDrained()).isFalse();
    }

    @Test
    void answersAreNotWaitedForAfterTheEnd() throws InterruptedException {
        answers = false;
        closed.complete(null);
        rig.start(sink).append(1).close();

        assertThat(open).singleElement().satisfies(answer -> assertThat(answer).isCancelled());
    }

    @Test
    void whatWasAcceptedDuringAFlushIsStoredByTheNextOne() throws InterruptedException {
        closed.complete(null);
        rig.start(sink).append(3).advance(Duration.ofSeconds(1));
        rig.append(3).settle();
        assertThat(rig.rest()).as("until the flush is late").isEqualTo(Duration.ofSeconds(60).toNanos());
        rig.loop().requestClose(Duration.ofSeconds(10), rig.now);
        rig.settle();
        flushed.complete(null);
        rig.settle();

        assertThat(rig.loop().hasEnded()).isTrue();
        assertThat(rig.status().committed()).isEqualTo(7);
        assertThat(rig.loop().isDrained()).isTrue();
    }
}
