package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.longBlock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/** When blocks and names are forced to the disk. */
class SpoolSyncTest {
    private static final Duration NEVER = Duration.ofMinutes(1);

    @TempDir
    private Path parent;

    private final List<String> notices = new CopyOnWriteArrayList<>();
    private final Recording files = new Recording();

    /** Remembers what was forced: the size of a file, or {@code names}. */
    private static final class Recording extends FileOperations {
        private final List<String> forced = new CopyOnWriteArrayList<>();
        private volatile @Nullable String error;
        private volatile @Nullable String directoryError;

        @Override
        void force(FileChannel channel) throws IOException {
            if (error != null) {
                throw new IOException(error);
            }
            super.force(channel);
            forced.add(String.valueOf(channel.size()));
        }

        @Override
        void forceDirectory(Path directory) throws IOException {
            if (directoryError != null) {
                throw new IOException(directoryError);
            }
            super.forceDirectory(directory);
            forced.add("names");
        }
    }

    private Spool open(Duration interval) throws IOException {
        return Spool.open(SpoolOptions.builder(parent.resolve("spool")).segmentSize(64 << 10).syncInterval(interval)
                .compression(SpoolCompression.NONE).notices(notices::add).files(files).build());
    }

    private static String blockOf(int entryLength) {
        return String.valueOf(SpoolBlockDescriptor.HEADER_LENGTH + SpoolBlockDescriptor.ENTRY_HEADER_LENGTH
                + entryLength);
    }

    @Test
    void eachBlockIfThereIsNoInterval() throws Exception {
        try (Spool spool = open(Duration.ZERO)) {
            assertThat(files.forced).isEmpty();
            longBlock(spool, 100);
            assertThat(files.forced).containsExactly(blockOf(100), "names");
            assertThat(spool.syncedBefore()).isEqualTo(2);
            longBlock(spool, 50 << 10);
            assertThat(files.forced).hasSize(3);
            longBlock(spool, 20 << 10);
            // the segment that is full, the new one, its name
            assertThat(files.forced.subList(3, files.forced.size())).containsExactly(files.forced.get(2),
                    blockOf(20 << 10), "names");
            assertThat(spool.syncedBefore()).isEqualTo(4);
            assertThat(spool.counters().syncs()).isEqualTo(3);
        }
    }

    @Test
    void theTimeThatItTakesIsCounted() throws Exception {
        try (Spool spool = open(NEVER)) {
            block(spool, 1);
            long start = System.nanoTime();
            assertThat(spool.sync()).isTrue();
            assertThat(spool.counters().syncNanos()).isBetween(1L, System.nanoTime() - start);
        }
    }

    @Test
    void byATimer() throws Exception {
        try (Spool spool = open(Duration.ofMillis(10))) {
            block(spool, 3);
            await().until(() -> spool.syncedBefore() == 4);
            assertThat(files.forced).endsWith("names").hasSize(2);
            long syncs = spool.counters().syncs();
            block(spool, 1);
            await().until(() -> spool.syncedBefore() == 5);
            assertThat(spool.counters().syncs()).as("only if something was written").isEqualTo(syncs + 1);
            assertThat(timers()).isPositive();
        }
        assertThat(timers()).as("ends with the spool").isZero();
    }

    private static long timers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("netty-audit-spool-sync")).count();
    }

    @Test
    void onRequestAndAtClose() throws Exception {
        Spool spool = open(NEVER);
        longBlock(spool, 40 << 10);
        longBlock(spool, 40 << 10);
        longBlock(spool, 40 << 10);
        assertThat(spool.syncedBefore()).isOne();
        assertThat(files.forced).isEmpty();
        assertThat(spool.sync()).isTrue();
        assertThat(files.forced).containsExactly(blockOf(40 << 10), blockOf(40 << 10), blockOf(40 << 10), "names");
        longBlock(spool, 100);
        spool.close();
        assertThat(files.forced).hasSize(5);
        assertThat(spool.syncedBefore()).isEqualTo(5);
        assertThat(notices).isEmpty();
    }

    @Test
    void theSegmentOfAnEarlierProcessToo() throws Exception {
        try (Spool spool = open(NEVER)) {
            longBlock(spool, 100);
        }
        files.forced.clear();
        try (Spool spool = open(NEVER)) {
            longBlock(spool, 100);
            assertThat(spool.sync()).isTrue();
            assertThat(files.forced).containsExactly(String.valueOf(spool.usedBytes()), "names");
        }
    }

    @Test
    void theEndThatIsCutAtTheStart() throws Exception {
        try (Spool spool = open(NEVER)) {
            longBlock(spool, 100);
        }
        Path segment = Entries.segments(parent.resolve("spool")).get(0);
        Files.write(segment, new byte[10], StandardOpenOption.APPEND);
        files.forced.clear();
        try (Spool spool = open(NEVER)) {
            assertThat(spool.recovery().tornBytes()).isEqualTo(10);
            assertThat(files.forced).containsExactly(blockOf(100));
        }
    }

    @Test
    void aFailureIsCountedToldAndTriedAgain() throws Exception {
        try (Spool spool = open(NEVER)) {
            block(spool, 1);
            files.error = "Input/output error";
            assertThat(spool.sync()).isFalse();
            assertThat(spool.sync()).isFalse();
            assertThat(spool.syncedBefore()).isOne();
            assertThat(spool.counters().syncFailures()).isEqualTo(2);
            assertThat(spool.counters().syncs()).isZero();
            assertThat(notices).containsExactly("the spool " + parent.resolve("spool") + " cannot be forced to the"
                    + " disk: Input/output error; a failure of the machine would lose entries");
            files.error = null;
            files.directoryError = "Input/output error";
            assertThat(spool.sync()).isFalse();
            assertThat(spool.syncedBefore()).isOne();
            files.directoryError = null;
            assertThat(spool.sync()).isTrue();
            assertThat(files.forced).endsWith("names");
            assertThat(spool.syncedBefore()).isEqualTo(2);
            assertThat(notices).hasSize(2).last().asString().endsWith(" is forced to the disk again");
        }
    }

    @Test
    void aSealedSegmentIsTriedAgainToo() throws Exception {
        try (Spool spool = open(NEVER)) {
            longBlock(spool, 40 << 10);
            longBlock(spool, 40 << 10);
            files.error = "Input/output error";
            assertThat(spool.sync()).isFalse();
            files.error = null;
            assertThat(spool.sync()).isTrue();
            assertThat(files.forced).containsExactly(blockOf(40 << 10), blockOf(40 << 10), "names");
        }
    }

    @Test
    void positionsAreForcedBeforeTheyAreRenamed() throws Exception {
        try (Spool spool = open(NEVER)) {
            SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
            assertThat(files.forced).containsExactly(String.valueOf(PositionFile.LENGTH), "names");
            block(spool, 1);
            Entries.read(reader);
            files.error = "No space left on device";
            assertThatThrownBy(() -> reader.commit(1)).hasMessage(files.error);
            files.error = null;
            assertThat(Entries.names(parent.resolve("spool/positions"))).containsExactly("sink.pos");
            assertThat(spool.readerPositions()).containsEntry("sink", 1L);
            reader.commit(1);
            assertThat(spool.readerPositions()).containsEntry("sink", 2L);
        }
    }
}
