package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.longBlock;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static io.github.nettyaudit.daemon.spool.Entries.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool is looked at while it is written, and after. */
class SpoolDirectoryTest {
    @TempDir
    private Path parent;

    private long now = 1000;

    private Path directory() {
        return parent.resolve("spool");
    }

    private Spool open() throws IOException {
        return Spool.open(SpoolOptions.builder(directory()).segmentSize(64 << 10).compression(SpoolCompression.NONE)
                .clock(() -> now++).notices(notice -> { }).build());
    }

    private SpoolDirectory view() throws IOException {
        return SpoolDirectory.open(directory());
    }

    @Test
    void listsNoDirectoryForEachBlock() throws Exception {
        try (Spool spool = open()) {
            block(spool, 1);
            block(spool, 1);
            block(spool, 1);
        }
        try (SpoolReader reader = view().openReader(SpoolStart.OLDEST)) {
            assertThat(take(reader).lastSequence()).isEqualTo(1);
            Files.move(directory(), parent.resolve("elsewhere"));
            assertThat(take(reader).lastSequence()).isEqualTo(2);
            assertThat(take(reader).lastSequence()).isEqualTo(3);
            assertThatThrownBy(() -> reader.read(Duration.ZERO)).as("whether a segment follows")
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void followsALiveSpool() throws Exception {
        try (Spool spool = open()) {
            SpoolReader early = view().openReader(SpoolStart.OLDEST);
            SpoolReader newestOfNone = view().openReader(SpoolStart.NEWEST);
            assertThat(read(early)).isEmpty();
            block(spool, 3);
            assertThat(read(early)).containsExactly("1-3");
            assertThat(read(newestOfNone)).containsExactly("1-3");
            SpoolReader newest = view().openReader(SpoolStart.NEWEST);
            for (int i = 0; i < 8; i++) {
                assertThat(longBlock(spool, 20 << 10)).isTrue();
            }
            assertThat(segments(directory())).hasSize(3);
            assertThat(read(early)).containsExactly("4-11");
            assertThat(read(newest)).containsExactly("4-11");
            assertThat(read(view().openReaderAt(7))).containsExactly("7-11");
            assertThat(early.read(Duration.ofMillis(60))).isNull();
            block(spool, 1);
            assertThat(take(early).lastSequence()).isEqualTo(12);
            assertThat(early.skipToNewest()).as("not known here").isZero();
            early.close();
            assertThat(early.read(Duration.ofDays(1))).isNull();
        }
    }

    @Test
    void halfABlockAtTheEndIsWaitedFor() throws Exception {
        byte[] whole;
        try (Spool spool = open()) {
            block(spool, 3);
            block(spool, 2);
            block(spool, 4);
        }
        Path segment = segments(directory()).get(0);
        whole = Files.readAllBytes(segment);
        SpoolReader reader = view().openReader(SpoolStart.OLDEST);
        int last = whole.length - SpoolBlockDescriptor.HEADER_LENGTH - 4 * ("entry 1".length() + 4);
        for (int length = last; length <= whole.length; length++) {
            Files.write(segment, Arrays.copyOf(whole, length), StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
                channel.truncate(length);
            }
            List<String> items = read(reader);
            assertThat(items).as("%d bytes", length).isEqualTo(length == last ? List.of("1-5")
                    : length == whole.length ? List.of("6-9") : List.of());
        }
    }

    /** A writer is killed in the first block of a segment, and the next one deletes that segment. */
    @Test
    void aSegmentThatAnotherWriterHasDeletedOrReplacedIsNotWaitedFor() throws Exception {
        int length = 20 << 10;
        try (Spool spool = open()) {
            for (int i = 0; i < 4; i++) {
                longBlock(spool, length);
            }
        }
        Path last = segments(directory()).get(1);
        Files.write(last, Arrays.copyOf(Files.readAllBytes(last), 20));
        SpoolReader reader = view().openReader(SpoolStart.OLDEST);
        assertThat(read(reader)).containsExactly("1-3");
        try (Spool spool = open()) {
            assertThat(read(reader)).as("the segment is deleted").isEmpty();
            longBlock(spool, length);
            assertThat(segments(directory())).contains(last);
            assertThat(read(reader)).containsExactly("4");
        }
        Path empty = Files.createFile(directory().resolve(Segment.name(5)));
        assertThat(read(reader)).isEmpty();
        try (Spool spool = open()) {
            block(spool, 1);
            assertThat(empty).doesNotExist();
            assertThat(read(reader)).as("from the segment before").containsExactly("5");
        }
    }

    @Test
    void whatIsWrittenInThePlaceOfADamagedLastBlockIsRead() throws Exception {
        try (Spool spool = open()) {
            block(spool, 3);
            longBlock(spool, 20 << 10);
        }
        Path segment = segments(directory()).get(0);
        byte[] whole = Files.readAllBytes(segment);
        whole[whole.length - 1] ^= 1;
        Files.write(segment, whole);
        SpoolReader reader = view().openReader(SpoolStart.OLDEST);
        assertThat(read(reader)).containsExactly("1-3", "!4 CORRUPT");
        try (Spool spool = open()) {
            assertThat(spool.recovery().tornBytes()).isPositive();
            assertThat(read(reader)).isEmpty();
            block(spool, 2);
            assertThat(read(reader)).containsExactly("5-6");
        }
    }

    @Test
    void damageInTheLastSegmentIsAGapOnceABlockFollows() throws Exception {
        try (Spool spool = open()) {
            block(spool, 3);
            block(spool, 2);
        }
        Path segment = segments(directory()).get(0);
        byte[] whole = Files.readAllBytes(segment);
        int second = SpoolBlockDescriptor.HEADER_LENGTH + 3 * ("entry 1".length() + 4);
        whole[second] ^= 1;
        Files.write(segment, whole);
        SpoolReader reader = view().openReader(SpoolStart.OLDEST);
        assertThat(read(reader)).containsExactly("1-3");
        assertThat(read(reader)).isEmpty();
        whole[second] ^= 1;
        whole[0] ^= 1;
        Files.write(segment, whole);
        assertThat(read(view().openReader(SpoolStart.OLDEST))).containsExactly("!1-3 CORRUPT", "4-5");
    }

    @Test
    void listsBlocksBesideDamage() throws Exception {
        try (Spool spool = open()) {
            block(spool, 3);
            block(spool, 2);
            block(spool, 4);
            List<SpoolBlock> blocks = view().blocks(view().segments().get(0));
            assertThat(blocks).extracting(SpoolBlock::firstSequence).containsExactly(1L, 4L, 6L);
            assertThat(blocks).extracting(SpoolBlock::entries).containsExactly(3, 2, 4);
            assertThat(blocks).extracting(SpoolBlock::timeMillis).isSorted().doesNotContain(0L);
        }
        SpoolSegmentFile file = view().segments().get(0);
        byte[] whole = Files.readAllBytes(file.path());
        whole[SpoolBlockDescriptor.HEADER_LENGTH + 3 * ("entry 1".length() + 4)] ^= 1; // the magic number of the second
        Files.write(file.path(), Arrays.copyOf(whole, whole.length - 1)); // half of the third is written
        assertThat(view().blocks(file)).extracting(SpoolBlock::firstSequence).containsExactly(1L);
        Files.write(file.path(), whole);
        assertThat(view().blocks(file)).extracting(SpoolBlock::firstSequence).containsExactly(1L, 6L);
        Files.delete(file.path());
        assertThatThrownBy(() -> view().blocks(file)).isInstanceOf(java.nio.file.NoSuchFileException.class);
    }

    @Test
    void listsSegmentsAndPositions() throws Exception {
        try (Spool spool = open()) {
            assertThat(view().segments()).isEmpty();
            assertThat(view().readerPositions()).isEmpty();
            for (int i = 0; i < 4; i++) {
                longBlock(spool, 20 << 10);
            }
            spool.openReader("sink", SpoolStart.NEWEST);
            long block = (20 << 10) + SpoolBlockDescriptor.HEADER_LENGTH + SpoolBlockDescriptor.ENTRY_HEADER_LENGTH;
            assertThat(view().segments()).containsExactly(
                    new SpoolSegmentFile(directory().resolve("00000000000000000001.log"), 1, 3 * block),
                    new SpoolSegmentFile(directory().resolve("00000000000000000004.log"), 4, block));
            assertThat(view().readerPositions()).isEqualTo(Map.of("sink", 5L));
        }
    }

    @Test
    void verifiesASegment() throws Exception {
        try (Spool spool = open()) {
            block(spool, 3);
            block(spool, 2);
            block(spool, 4);
        }
        Path segment = segments(directory()).get(0);
        SpoolSegmentFile file = view().segments().get(0);
        assertThat(view().verify(file)).isEqualTo(new SpoolSegmentReport(3, 9, 9 * 11, 1, 10, 1000, 1002, 0, 0, 0, 0));
        byte[] whole = Files.readAllBytes(segment);
        int header = SpoolBlockDescriptor.HEADER_LENGTH;
        int second = header + 3 * 11;
        int third = second + header + 2 * 11;

        byte[] damaged = whole.clone();
        damaged[second + header] ^= 1;
        Files.write(segment, damaged);
        assertThat(view().verify(file)).isEqualTo(new SpoolSegmentReport(2, 7, 7 * 11, 1, 10, 1000, 1002, 1,
                third - second, 0, 0));
        damaged[second] ^= 1;
        damaged[third] ^= 1;
        Files.write(segment, damaged);
        assertThat(view().verify(file)).isEqualTo(new SpoolSegmentReport(1, 3, 3 * 11, 1, 4, 1000, 1000, 0, 0,
                whole.length - second, 0));
        damaged[third] ^= 1;
        Files.write(segment, damaged);
        assertThat(view().verify(file)).isEqualTo(new SpoolSegmentReport(2, 7, 7 * 11, 1, 10, 1000, 1002, 1,
                third - second, 0, 0));
    }

    @Test
    void verifyCountsWhatWasDiscarded() throws Exception {
        FailingFiles files = new FailingFiles();
        try (Spool spool = Spool.open(SpoolOptions.builder(directory()).files(files).notices(notice -> { }).build())) {
            files.writeError = "no";
            block(spool, 5);
            files.writeError = null;
            block(spool, 1);
            assertThat(view().verify(view().segments().get(0)).skippedEntries()).isEqualTo(5);
        }
    }

    @Test
    void whatIsNoSpoolIsNamed() throws Exception {
        assertThatThrownBy(this::view).isInstanceOf(NotDirectoryException.class)
                .hasMessage(directory() + " (expected: the directory of a spool)");
        Files.createDirectory(directory());
        assertThat(view().segments()).isEmpty();
        assertThat(view().readerPositions()).isEmpty();
        SpoolDirectory view = view();
        assertThatIllegalArgumentException().isThrownBy(() -> view.openReaderAt(0));
        assertThat(Entries.names(directory())).isEmpty();
    }
}
