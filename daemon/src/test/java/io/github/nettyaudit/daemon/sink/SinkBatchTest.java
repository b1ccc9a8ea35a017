package io.github.nettyaudit.daemon.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SinkBatchTest {
    private static String text(ByteBuf bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void hasEachDocumentAndAllOfThem() {
        SinkBatch batch = Batches.of("a", "bcd", "");

        assertThat(batch.size()).isEqualTo(3);
        assertThat(batch.bytes()).isEqualTo(7);
        assertThat(text(batch.content())).isEqualTo("a\nbcd\n\n");
        assertThat(text(batch.document(0))).isEqualTo("a\n");
        assertThat(text(batch.document(1))).isEqualTo("bcd\n");
        assertThat(text(batch.document(2))).isEqualTo("\n");
        assertThat(batch.start(1)).isEqualTo(2);
        assertThat(batch.end(1)).isEqualTo(6);
        assertThat(batch.sequence(1)).isEqualTo(2);
        assertThat(batch.host(1)).isEqualTo("web1");
        assertThat(batch.time(1)).isEqualTo(Instant.ofEpochSecond(1000, 7_000_000));
        assertThat(batch.eventId(1)).isEqualTo("web1/1000.007:2");
        assertThat(batch.documentId(1)).isEqualTo("web1/1000.007:2");
        assertThat(batch).hasToString("SinkBatch(3 documents, 7 bytes, sequences 1 to 3)");
        batch.content().skipBytes(3);
        assertThat(batch.bytes()).isEqualTo(7);
        assertThat(batch.retain().touch("here")).isSameAs(batch);
        batch.release(2);
    }

    @Test
    void selectsDocuments() {
        SinkBatch batch = Batches.of("a", "b", "c");
        SinkBatch selected = batch.select(0, 2);
        batch.release();

        assertThat(text(selected.content())).isEqualTo("a\nc\n");
        assertThat(selected.sequence(1)).isEqualTo(3);
        assertThat(selected.origin(0).serial()).isEqualTo(1);
        selected.release();
    }

    @ParameterizedTest
    @CsvSource({"0, .000", "7, .007", "70, .070", "99, .099", "100, .100", "999, .999"})
    void millisecondsHaveThreeDigits(int milliseconds, String expected) {
        assertThat(new DocumentOrigin(5, null, 12, milliseconds, 4294967295L, false).documentId())
                .isEqualTo("12" + expected + ":4294967295#5");
    }

    @Test
    void timesBeyondTheRangeOfInstantsAreItsEnds() {
        assertThat(new DocumentOrigin(1, null, Long.MAX_VALUE, 0, 1, true).time()).isEqualTo(Instant.MAX);
        assertThat(new DocumentOrigin(1, null, Long.MIN_VALUE, 0, 1, true).time()).isEqualTo(Instant.MIN);
    }

    @Test
    void buffersAreUsedAgainUpToALength() {
        SinkBatchBuilder builder = new SinkBatchBuilder(8192);
        Batches.add(builder, "x");
        SinkBatch first = builder.build();
        ByteBuf buffer = first.content().unwrap();
        first.release();
        Batches.add(builder, "y");
        assertThat(builder.buffer()).isSameAs(buffer);
        Batches.add(builder, "z".repeat(9000));
        SinkBatch large = builder.build();
        large.release();
        assertThat(builder.buffer()).isNotSameAs(buffer);
    }

    @Test
    void whatWasNotAddedIsDiscarded() {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        Batches.add(builder, "a");
        builder.buffer().writeByte('x');
        builder.discard();
        Batches.add(builder, "b");
        builder.buffer().writeByte('y');
        assertThat(builder.size()).isEqualTo(2);
        assertThat(builder.bytes()).isEqualTo(4);
        SinkBatch batch = builder.build();
        assertThat(text(batch.content())).isEqualTo("a\nb\n");
        batch.release();
        Batches.add(builder, "c");
        builder.clear();
        assertThat(builder.size()).isZero();
        assertThatIllegalStateException().isThrownBy(builder::build);
        assertThatIllegalStateException().isThrownBy(() -> builder.add(new DocumentOrigin(1, null, 1, 1, 1, true)));
    }

    @Test
    void resultsSayWhatBecameOfEachDocument() {
        SinkResult result = SinkResult.of(3).tryAgain(1, "429").refuse(2, "bad").build();
        assertThat(result.outcome(0)).isEqualTo(SinkOutcome.ACCEPTED);
        assertThat(result.reason(0)).isEmpty();
        assertThat(result.outcome(1)).isEqualTo(SinkOutcome.TRY_AGAIN);
        assertThat(result.reason(1)).isEqualTo("429");
        assertThat(result.outcome(2)).isEqualTo(SinkOutcome.REFUSED);
        assertThat(result.isAccepted()).isFalse();
        assertThat(result.size()).isEqualTo(3);
        assertThatThrownBy(() -> result.outcome(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(SinkResult.of(2).build().isAccepted()).isTrue();
        assertThat(SinkResult.accepted().isAccepted()).isTrue();
        assertThat(SinkResult.accepted().size()).isEqualTo(-1);
        assertThat(SinkResult.refused("no").outcome(99)).isEqualTo(SinkOutcome.REFUSED);
        assertThat(SinkResult.tryAgain("later").isAccepted()).isFalse();
        assertThat(SinkResult.tryAgain("later")).hasToString("all TRY_AGAIN: later");
        assertThat(result).hasToString("[ACCEPTED, TRY_AGAIN, REFUSED] [null, 429, bad]");
        assertThatIllegalArgumentException().isThrownBy(() -> SinkResult.of(0));
    }
}
