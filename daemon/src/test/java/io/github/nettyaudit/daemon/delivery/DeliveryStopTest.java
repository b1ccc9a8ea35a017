package io.github.nettyaudit.daemon.delivery;

import static io.github.nettyaudit.daemon.delivery.DeliveryRig.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.sink.scripted.SinkStep;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How a delivery ends that another one continues: after the answers to what was sent, without the rest of the log. */
class DeliveryStopTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final ScriptedSink sink = new ScriptedSink();
    private final DeliveryRig rig = new DeliveryRig();

    private DeliveryRig stop() {
        rig.loop().requestStop(TIMEOUT, rig.now);
        return rig.settle();
    }

    @Test
    void waitsForTheAnswersToWhatWasSentAndSendsNothingMore() throws InterruptedException {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        sink.thenAlways(SinkStep.after(moment, SinkStep.ACCEPT));
        rig.options = rig.options.withInFlight(2);
        rig.start(sink).append(30).settle();

        stop();
        assertThat(rig.loop().hasEnded()).isFalse();
        moment.complete(null);
        rig.until(rig.loop()::hasEnded);

        assertThat(sink.acceptedSequences()).containsExactlyInAnyOrderElementsOf(sequences(1, 6));
        assertThat(rig.status().committed()).isEqualTo(7);
        assertThat(rig.loop().isDrained()).isTrue();
        assertThat(sink.isClosed()).isTrue();
        assertThat(rig.letters.closed).isTrue();
        assertThat(rig.log.openReader("test").position()).isEqualTo(7);
    }

    @Test
    void endsAtOnceIfNothingIsWithTheSink() throws InterruptedException {
        rig.options = DeliveryOptions.DEFAULTS.withBatch(100, 1 << 20, Duration.ofMinutes(1));
        rig.start(sink).append(5).settle();
        assertThat(sink.batches()).as("the batch waits for others").isZero();

        long before = rig.now;
        stop().until(rig.loop()::hasEnded);
        assertThat(rig.now).isEqualTo(before);
        assertThat(sink.batches()).isZero();
        assertThat(rig.status().committed()).isEqualTo(1);
        assertThat(rig.loop().isDrained()).isTrue();
    }

    @Test
    void doesNotTryAgainWhatTheSinkDidNotTake() throws InterruptedException {
        sink.then(SinkStep.ACCEPT).thenAlways(SinkStep.answer(SinkResult.tryAgain("down")));
        rig.options = rig.options.withInFlight(1);
        rig.start(sink).append(9).settle();
        int batches = sink.batches();

        long before = rig.now;
        stop().until(rig.loop()::hasEnded);
        assertThat(rig.now).isEqualTo(before);
        assertThat(sink.batches()).isEqualTo(batches);
        assertThat(rig.status().committed()).isEqualTo(4);
    }

    @Test
    void whatFollowsAFailedBatchIsAnsweredAndDoesNotWaitForIt() throws InterruptedException {
        CompletableFuture<Void> moment = new CompletableFuture<>();
        sink.then(SinkStep.after(moment, SinkStep.fail("cut"))).thenAlways(SinkStep.after(moment, SinkStep.ACCEPT));
        rig.options = rig.options.withInFlight(2);
        rig.start(sink).append(6).settle();
        stop();
        moment.complete(null);
        long before = rig.now;
        rig.until(rig.loop()::hasEnded);

        assertThat(rig.now).isEqualTo(before);
        assertThat(sink.batches()).isEqualTo(2);
        assertThat(rig.status().committed()).as("nothing before it is acknowledged").isEqualTo(1);
        assertThat(rig.loop().isDrained()).isFalse();
    }

    @Test
    void doesNotWaitLongerThanTheTimeoutForAnAnswer() throws InterruptedException {
        sink.then(SinkStep.ACCEPT).thenAlways(SinkStep.NEVER);
        rig.options = rig.options.withInFlight(1);
        rig.start(sink).append(9).settle();

        long before = rig.now;
        stop().until(rig.loop()::hasEnded);
        assertThat(Duration.ofNanos(rig.now - before)).isLessThanOrEqualTo(TIMEOUT);
        assertThat(rig.status().committed()).isEqualTo(4);
        assertThat(rig.loop().isDrained()).isFalse();
    }

    @Test
    void doesNotStoreThePositionOfWhatIsNotDurableIfTheLogCannotBeReadAgain() throws InterruptedException {
        EventLogReader reader = rig.log.openReader("test");
        sink.failFlush("No space left on device");
        rig.start(sink, new NoWayBack(reader)).append(9).settle();
        assertThat(rig.status().position()).isEqualTo(10);
        rig.advance(Duration.ofSeconds(1));
        assertThat(sink.flushes()).isEqualTo(1);

        rig.loop().requestClose(TIMEOUT, rig.now);
        rig.until(rig.loop()::hasEnded);
        assertThat(rig.loop().isDrained()).isFalse();
        assertThat(rig.log.openReader("test").position()).isEqualTo(1);
    }

    /** A reader whose log cannot be read again. */
    private record NoWayBack(EventLogReader reader) implements EventLogReader {
        @Override
        public @Nullable LogItem poll() throws IOException {
            return reader.poll();
        }

        @Override
        public long position() {
            return reader.position();
        }

        @Override
        public void whenReadable(Runnable listener) {
            reader.whenReadable(listener);
        }

        @Override
        public void commit(long position) throws IOException {
            reader.commit(position);
        }

        @Override
        public void rewind() throws IOException {
            throw new IOException("Input/output error");
        }

        @Override
        public void close() throws IOException {
            reader.close();
        }
    }
}
