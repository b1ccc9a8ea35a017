package io.github.nettyaudit.daemon.delivery;

import static io.github.nettyaudit.daemon.delivery.DeliveryRig.sequences;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a delivery does if its log cannot be read, or cannot store a position. */
class DeliveryLogFaultTest {
    private static final long LEAST = Duration.ofMillis(100).toNanos();
    private static final long MOST = Duration.ofMillis(200).toNanos();

    private final ScriptedSink sink = new ScriptedSink();
    private final DeliveryRig rig = new DeliveryRig();
    private final FaultyReader reader = new FaultyReader(rig.log.openReader("test"));

    @Test
    void aLogThatCannotBeReadIsReadAgainAfterAPause() throws InterruptedException {
        reader.failingPolls = 2;
        rig.append(2).start(sink, reader);
        long pause = rig.rest();

        assertThat(pause).isBetween(LEAST, MOST);
        assertThat(rig.status().lastError()).isEqualTo("the log cannot be read: Input/output error");
        rig.advance(Duration.ofNanos(pause - 1));
        assertThat(reader.polls).as("not before the pause is over").isEqualTo(1);
        rig.advance(Duration.ofNanos(1));
        assertThat(reader.polls).isEqualTo(2);
        assertThat(rig.rest()).as("the pauses become longer").isBetween(2 * LEAST, 2 * MOST);
        rig.drain();
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 2));
    }

    @Test
    void eventsThatArriveAfterAPauseAreDelivered() throws InterruptedException {
        reader.failingPolls = 1;
        rig.start(sink, reader).until(() -> reader.polls == 2);
        assertThat(rig.rest()).isEqualTo(Long.MAX_VALUE);

        rig.append(1);
        assertThat(rig.isWoken()).isTrue();
        rig.drain();
    }

    @Test
    void aLogThatCannotGoBackIsAskedAgainAfterAPause() throws InterruptedException {
        reader.failingRewinds = 1;
        sink.failFlush("I/O error");
        rig.start(sink, reader).append(4).drain().advance(Duration.ofSeconds(1));
        int polls = reader.polls;

        assertThat(reader.rewinds).isEqualTo(1);
        assertThat(rig.status().position()).as("what is not durable is not acknowledged").isEqualTo(1);
        rig.advance(Duration.ofMillis(50));
        assertThat(reader.rewinds).isEqualTo(1);
        rig.append(4).settle();
        assertThat(reader.polls).as("nothing is read from a wrong position").isEqualTo(polls);
        rig.drain();
        assertThat(reader.rewinds).isEqualTo(2);
        assertThat(sink.acceptedSequences()).isEqualTo(sequences(1, 8));
    }

    @Test
    void aPositionThatCannotBeStoredIsStoredAtTheNextInterval() throws InterruptedException {
        reader.failingCommits = 1;
        rig.start(sink, reader).append(4).drain().advance(Duration.ofSeconds(1));

        assertThat(rig.status().lastError()).isEqualTo("the position cannot be stored: Input/output error");
        assertThat(rig.status().committed()).isEqualTo(1);
        assertThat(rig.rest()).isEqualTo(Duration.ofSeconds(1).toNanos());
        rig.advance(Duration.ofSeconds(1));
        assertThat(rig.status().committed()).isEqualTo(5);
        assertThat(sink.acceptedSequences()).as("nothing is sent again").isEqualTo(sequences(1, 4));
    }

    @Test
    void atTheCloseAPositionThatCannotBeStoredIsGivenUp() throws InterruptedException {
        reader.failingCommits = Integer.MAX_VALUE;
        rig.start(sink, reader).append(4).drain();
        long before = rig.now;
        rig.close();

        assertThat(rig.now).isEqualTo(before);
        assertThat(rig.loop().isDrained()).isFalse();
        assertThat(sink.isClosed()).isTrue();
    }

    @Test
    void aReaderThatCannotBeClosedEndsNevertheless() throws InterruptedException {
        reader.failingClose = true;
        rig.start(sink, reader).append(1).close();

        assertThat(rig.status().lastError()).isEqualTo("cannot be closed: Input/output error");
        assertThat(rig.letters.closed).isTrue();
        assertThat(rig.loop().isDrained()).isTrue();
    }
}
