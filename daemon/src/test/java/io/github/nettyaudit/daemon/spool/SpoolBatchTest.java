package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bodies whose checksum is right, although they do not consist of the entries that their header names. */
class SpoolBatchTest {
    private static ByteBuffer header(int entries) {
        ByteBuffer header = ByteBuffer.allocate(SpoolBlockDescriptor.HEADER_LENGTH);
        SpoolBlockDescriptor.sequence(header, 10, 0, SpoolGapCause.MISSING);
        SpoolBlockDescriptor.write(header, SpoolCompression.NONE, 0, 0, entries);
        return header;
    }

    /** Each number is 4 bytes. */
    private static ByteBuffer body(int... numbers) {
        ByteBuffer body = ByteBuffer.allocate(4 * numbers.length);
        for (int number : numbers) {
            body.putInt(number);
        }
        return body.flip();
    }

    @Test
    void theEntriesOfABody() {
        SpoolBatch batch = new SpoolBatch();
        assertThat(batch.wrap(body(4, 111, 0, 8, 222, 333), header(3), 11)).isTrue();
        assertThat(batch.size()).isEqualTo(2);
        assertThat(batch.next()).isTrue();
        assertThat(batch.entry().isReadable()).isFalse();
        assertThat(batch.next()).isTrue();
        assertThat(batch.sequence()).isEqualTo(12);
        assertThat(batch.entry().readableBytes()).isEqualTo(8);
        assertThat(batch.entry().readInt()).isEqualTo(222);
    }

    @ParameterizedTest
    @CsvSource({"1, 8, 111", "1, 5, 111", "1, -1, 111", "1, 0, 111", "2, 4, 111", "3, 0, 0"})
    void aBodyThatIsNotTheEntriesOfItsHeader(int entries, int length, int rest) {
        assertThat(new SpoolBatch().wrap(body(length, rest), header(entries), 10)).isFalse();
    }

    @Test
    void halfALengthIsNotAnEntry() {
        ByteBuffer body = body(0, 0);
        body.limit(7);
        assertThat(new SpoolBatch().wrap(body, header(2), 10)).isFalse();
    }

    @Test
    void aLengthThatReachesBeyondTheLastEntry() {
        assertThat(new SpoolBatch().wrap(body(0, 0, 5, 111), header(3), 10)).isFalse();
        assertThat(new SpoolBatch().wrap(body(0, 0, 4, 111), header(3), 10)).isTrue();
    }
}
