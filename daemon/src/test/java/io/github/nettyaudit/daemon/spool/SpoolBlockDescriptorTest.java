package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers whose checksum is right, and whose numbers may be wrong. */
class SpoolBlockDescriptorTest {
    private static final int STORED = SpoolBlockDescriptor.LARGEST_STORED_BODY;
    private static final int BODY = SpoolBlockDescriptor.LARGEST_BODY;

    @ParameterizedTest
    @CsvSource({"0, 0, 0, true", "8, 8, 2, true", "8, 11, 2, true", "8, 8, 3, false", "8, 11, 3, false",
        "-1, 8, 1, false", "8, -1, 0, false", "8, 8, -1, false", STORED + ", " + BODY + ", 1, true",
        (STORED + 1) + ", 8, 1, false", "8, " + (BODY + 1) + ", 1, false"})
    void numbersThatAHeaderMayHave(int stored, int body, int entries, boolean isHeader) {
        ByteBuffer header = ByteBuffer.allocate(SpoolBlockDescriptor.HEADER_LENGTH);
        SpoolBlockDescriptor.write(header, SpoolCompression.NONE, stored, body, entries);
        SpoolBlockDescriptor.seal(header, 1, new Checksum());

        assertThat(SpoolBlockDescriptor.isHeader(header, new Checksum())).isEqualTo(isHeader);
    }
}
