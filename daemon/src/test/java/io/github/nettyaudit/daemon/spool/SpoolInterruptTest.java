package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.longBlock;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An interrupt during a write closes the file, see {@link java.nio.channels.InterruptibleChannel}. */
class SpoolInterruptTest {
    @TempDir
    private Path parent;

    private final Interrupting files = new Interrupting();

    /** Interrupts the calling thread as often as a test wants. */
    private static final class Interrupting extends FileOperations {
        private int writes;
        private int forces;

        @Override
        int write(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
            if (writes-- > 0) {
                Thread.currentThread().interrupt();
            }
            return super.write(channel, buffer, position);
        }

        @Override
        void force(FileChannel channel) throws IOException {
            if (forces-- > 0) {
                Thread.currentThread().interrupt();
            }
            super.force(channel);
        }
    }

    @AfterEach
    void clear() {
        Thread.interrupted();
    }

    private Spool open() throws IOException {
        return Spool.open(SpoolOptions.builder(parent.resolve("spool")).syncInterval(Duration.ofMinutes(1))
                .whenFull(WhenFull.STOP).compression(SpoolCompression.NONE).notices(notice -> { }).files(files).build());
    }

    @Test
    void theBlockIsWrittenAndTheInterruptRemains() throws Exception {
        try (Spool spool = open()) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            block(spool, 1);
            files.writes = 2;
            block(spool, 1);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(spool.counters().writeFailures()).isZero();
            block(spool, 1);
            assertThat(Thread.interrupted()).isFalse();
            assertThat(read(reader)).containsExactly("1-3");
        }
    }

    @Test
    void theFileIsForcedAndTheInterruptRemains() throws Exception {
        try (Spool spool = open()) {
            block(spool, 1);
            files.forces = 1;
            assertThat(spool.sync()).isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(spool.syncedBefore()).isEqualTo(2);
            assertThat(spool.counters().syncFailures()).isZero();
        }
    }

    @Test
    void interruptsWithoutEndAreAnErrorLikeAnyOther() throws Exception {
        try (Spool spool = open()) {
            block(spool, 1);
            files.writes = Integer.MAX_VALUE;
            assertThat(longBlock(spool, 10)).isFalse();
            assertThat(Thread.interrupted()).isTrue();
            files.writes = 0;
            assertThat(spool.writer().flush()).isTrue();
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-2");
        }
    }
}
