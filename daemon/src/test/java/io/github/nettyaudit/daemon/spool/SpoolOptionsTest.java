package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpoolOptionsTest {
    private static final Path DIRECTORY = Path.of("spool");

    private final SpoolOptionsBuilder builder = SpoolOptions.builder(DIRECTORY);

    @Test
    void defaults() {
        SpoolOptions options = builder.build();
        assertThat(options.directory()).isEqualTo(DIRECTORY);
        assertThat(options.size()).isEqualTo(1 << 30);
        assertThat(options.segmentSize()).isEqualTo(64 << 20);
        assertThat(options.blockSize()).isEqualTo(256 << 10);
        assertThat(options.maxEntryLength()).isEqualTo(16 << 20);
        assertThat(options.syncInterval()).isEqualTo(Duration.ofMillis(500));
        assertThat(options.whenFull()).isEqualTo(WhenFull.DROP_OLDEST);
        assertThat(options.compression()).as("zstd-jni is on the tests' path").isEqualTo(SpoolCompression.ZSTD);
    }

    @Test
    void aSmallSpoolHasSmallParts() {
        SpoolOptions options = builder.size(1 << 20).build();
        assertThat(options.segmentSize()).isEqualTo(128 << 10);
        assertThat(options.blockSize()).isEqualTo(64 << 10);
        assertThat(options.maxEntryLength()).isEqualTo(256 << 10);
    }

    @Test
    void whatIsSetIsKept() {
        SpoolOptions options = builder.size(1L << 40).segmentSize(64 << 10).blockSize(4096)
                .syncInterval(Duration.ZERO).whenFull(WhenFull.STOP).compression(SpoolCompression.NONE).build();
        assertThat(options.size()).isEqualTo(1L << 40);
        assertThat(options.segmentSize()).isEqualTo(64 << 10);
        assertThat(options.blockSize()).isEqualTo(4096);
        assertThat(options.syncInterval()).isZero();
        assertThat(options.whenFull()).isEqualTo(WhenFull.STOP);
        assertThat(options.compression()).isEqualTo(SpoolCompression.NONE);
    }

    @Test
    void limits() {
        builder.size(1 << 20).segmentSize(64 << 10).blockSize(16 << 20).syncInterval(Duration.ofMinutes(1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.size((1 << 20) - 1))
                .withMessage("size: 1048575 (expected: 1048576 to 9223372036854775807)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.segmentSize((64 << 10) - 1))
                .withMessage("segmentSize: 65535 (expected: 65536 to 9223372036854775807)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.blockSize(4095))
                .withMessage("blockSize: 4095 (expected: 4096 to 16777216)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.blockSize((16 << 20) + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.syncInterval(Duration.ofNanos(-1)))
                .withMessage("syncInterval: PT-0.000000001S (expected: 0 to PT1M)");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.syncInterval(Duration.ofMillis(60_001)));
    }

    @Test
    void aGapIsARange() {
        assertThat(new SpoolGap(3, 5, SpoolGapCause.MISSING).entries()).isEqualTo(3);
        assertThat(new SpoolGap(3, 3, SpoolGapCause.MISSING).entries()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new SpoolGap(3, 2, SpoolGapCause.MISSING))
                .withMessage("gap: 3 to 2 (expected: a range)");
    }
}
