package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.longBlock;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The bound of the spool, and a disk that is full or fails. */
class SpoolFullTest {
    private static final int SIZE = 1 << 20;
    /** With its headers, a quarter of a segment: 32 blocks are the bound. */
    private static final int LENGTH = (32 << 10) - SpoolBlockDescriptor.HEADER_LENGTH
            - SpoolBlockDescriptor.ENTRY_HEADER_LENGTH;

    @TempDir
    private Path parent;

    private final List<String> notices = new ArrayList<>();
    private final FailingFiles files = new FailingFiles();

    private Path directory() {
        return parent.resolve("spool");
    }

    private Spool open(WhenFull whenFull) throws IOException {
        return Spool.open(SpoolOptions.builder(directory()).size(SIZE).whenFull(whenFull).notices(notices::add)
                .compression(SpoolCompression.NONE).files(files).build());
    }

    private static void write(Spool spool, int blocks) {
        for (int i = 0; i < blocks; i++) {
            assertThat(longBlock(spool, LENGTH)).isTrue();
        }
    }

    @Test
    void theSumOfAllSegmentsReachesTheBoundExactly() throws Exception {
        try (Spool spool = open(WhenFull.STOP)) {
            write(spool, 32);
            assertThat(spool.usedBytes()).isEqualTo(SIZE);
            assertThat(longBlock(spool, 1)).isFalse();
            assertThat(segments(directory()).stream().mapToLong(path -> path.toFile().length()).sum()).isEqualTo(SIZE);
        }
    }

    @Test
    void dropOldestDeletesSegmentsAndEachReaderIsToldOnce() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            SpoolReader behind = spool.openReader("behind", SpoolStart.OLDEST);
            SpoolReader within = spool.openReader("within", SpoolStart.OLDEST);
            SpoolReader ahead = spool.openReader("ahead", SpoolStart.OLDEST);
            write(spool, 2);
            read(within);
            write(spool, 30);
            read(ahead);
            ahead.commit(32);
            assertThat(spool.counters().droppedSegments()).isZero();

            write(spool, 1);

            assertThat(spool.counters().droppedSegments()).isOne();
            assertThat(spool.counters().dropped(SpoolGapCause.DROPPED_OLDEST)).isEqualTo(4);
            assertThat(spool.usedBytes()).isEqualTo(SIZE - 3 * (32 << 10));
            assertThat(spool.segments()).isEqualTo(8);
            assertThat(segments(directory())).hasSize(8).first().asString().endsWith("00000000000000000005.log");
            assertThat(read(behind)).containsExactly("!1-4 DROPPED_OLDEST", "5-33");
            assertThat(read(within)).containsExactly("!3-4 DROPPED_OLDEST", "5-33");
            assertThat(read(ahead)).containsExactly("33");
            assertThat(read(behind)).isEmpty();
            write(spool, 40);
            assertThat(read(ahead)).containsExactly("!34-44 DROPPED_OLDEST", "45-73");
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("45-73");
            assertThat(read(spool.openReaderAt(1))).containsExactly("!1-44 DROPPED_OLDEST", "45-73");
        }
        assertThat(notices).as("as it should be").isEmpty();
    }

    @Test
    void whatWasDroppedIsKnownToTheNextProcess() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            spool.openReader("sink", SpoolStart.OLDEST);
            write(spool, 40);
        }
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            assertThat(spool.recovery().oldestSequence()).isEqualTo(9);
            assertThat(read(spool.openReader("sink", SpoolStart.NEWEST)))
                    .containsExactly("!1-8 DROPPED_OLDEST", "9-40");
        }
        SpoolDirectory view = SpoolDirectory.open(directory());
        assertThat(read(view.openReaderAt(3))).containsExactly("!3-8 DROPPED_OLDEST", "9-40");
    }

    @Test
    void whatEveryNamedReaderHadIsNotCountedAsDropped() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            write(spool, 33);
            assertThat(spool.counters().droppedSegments()).isOne();
            assertThat(spool.counters().dropped(SpoolGapCause.DROPPED_OLDEST)).as("nobody reads").isZero();
            SpoolReader sink = spool.openReader("sink", SpoolStart.OLDEST);
            read(sink);
            sink.commit(6);
            write(spool, 4);
            assertThat(spool.counters().droppedSegments()).isEqualTo(2);
            assertThat(spool.counters().dropped(SpoolGapCause.DROPPED_OLDEST)).as("7 and 8").isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DROP_NEWEST", "STOP"})
    void whatEveryNamedReaderHasCommittedMakesRoom(WhenFull whenFull) throws Exception {
        try (Spool spool = open(whenFull)) {
            SpoolReader one = spool.openReader("one", SpoolStart.OLDEST);
            SpoolReader two = spool.openReader("two", SpoolStart.OLDEST);
            write(spool, 32);
            read(one);
            read(two);
            one.commit(32);
            two.commit(3);
            assertThat(longBlock(spool, LENGTH)).isEqualTo(whenFull == WhenFull.DROP_NEWEST);
            two.commit(4); // the first segment

            assertThat(spool.writer().flush()).isTrue();
            write(spool, whenFull == WhenFull.STOP ? 3 : 4);

            assertThat(spool.counters().droppedSegments()).isOne();
            assertThat(spool.counters().dropped(SpoolGapCause.DROPPED_OLDEST)).isZero();
            assertThat(longBlock(spool, LENGTH)).isEqualTo(whenFull == WhenFull.DROP_NEWEST);
            List<String> expected = whenFull == WhenFull.STOP ? List.of("33-36")
                    : List.of("!33 DROPPED_NEWEST", "34-37");
            assertThat(read(one)).isEqualTo(expected);
            assertThat(read(two)).isEqualTo(expected);
            assertThat(spool.usedBytes()).isEqualTo(SIZE);
        }
    }

    @Test
    void aForgottenReaderKeepsNothing() throws Exception {
        try (Spool spool = open(WhenFull.STOP)) {
            SpoolReader one = spool.openReader("one", SpoolStart.OLDEST);
            spool.openReader("two", SpoolStart.OLDEST).close();
            write(spool, 32);
            read(one);
            one.commit(32);
            assertThat(longBlock(spool, LENGTH)).isFalse();

            assertThat(spool.forgetReader("two")).isTrue();

            assertThat(spool.forgetReader("two")).isFalse();
            assertThat(spool.readerPositions()).isEqualTo(Map.of("one", 33L));
            assertThat(spool.writer().flush()).isTrue();
            assertThat(read(one)).containsExactly("33");
        }
    }

    @Test
    void dropNewestDiscardsBlocksAndTellsAtTheirPlace() throws Exception {
        try (Spool spool = open(WhenFull.DROP_NEWEST)) {
            SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
            write(spool, 32);
            assertThat(notices).isEmpty();
            write(spool, 5);
            block(spool, 7);

            assertThat(spool.counters().dropped(SpoolGapCause.DROPPED_NEWEST)).isEqualTo(12);
            assertThat(spool.counters().entries()).isEqualTo(32);
            assertThat(spool.writer().pendingEntries()).isZero();
            assertThat(spool.counters().writeFailures()).isZero();
            assertThat(notices).containsExactly("the spool " + directory() + " has reached its bound of 1048576 bytes,"
                    + " and no segment can be deleted; new entries are discarded");
            assertThat(read(reader)).containsExactly("1-32");
            reader.commit(32);
            write(spool, 1);
            assertThat(read(reader)).containsExactly("!33-44 DROPPED_NEWEST", "45");
            assertThat(notices).hasSize(2).last().isEqualTo("the spool " + directory() + " is written again");
            write(spool, 1);
            assertThat(read(reader)).containsExactly("46");
        }
        try (Spool spool = open(WhenFull.DROP_NEWEST)) {
            SpoolReader reader = spool.openReaderAt(2);
            assertThat(read(reader)).containsExactly("!2-4 DROPPED_OLDEST", "5-32", "!33-44 DROPPED_NEWEST", "45-46");
        }
    }

    @Test
    void whatWasDiscardedLastIsToldAtClose() throws Exception {
        try (Spool spool = open(WhenFull.DROP_NEWEST)) {
            write(spool, 31);
            assertThat(longBlock(spool, LENGTH - 1000)).isTrue();
            write(spool, 2);
        }
        try (Spool spool = open(WhenFull.DROP_NEWEST)) {
            assertThat(spool.recovery().nextSequence()).isEqualTo(35);
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-32", "!33-34 DROPPED_NEWEST");
        }
    }

    @Test
    void stopKeepsTheBlockUntilThereIsSpace() throws Exception {
        try (Spool spool = open(WhenFull.STOP)) {
            SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
            write(spool, 32);
            assertThat(spool.writer().add(Entries.entry(33, 100))).isTrue();
            assertThat(spool.writer().add(Entries.entry(34, 100))).isTrue();
            assertThat(spool.writer().flush()).isFalse();
            assertThat(spool.writer().add(Entries.entry(35))).as("a block that waits takes no more").isFalse();
            assertThat(spool.writer().nextSequence()).isEqualTo(35);
            assertThat(spool.writer().pendingEntries()).isEqualTo(2);
            assertThat(spool.writer().flush()).isFalse();
            assertThat(notices).containsExactly("the spool " + directory() + " has reached its bound of 1048576 bytes,"
                    + " and no segment can be deleted; new entries wait until there is space");
            read(reader);
            reader.commit(32);

            assertThat(spool.writer().add(Entries.entry(35))).isTrue();

            assertThat(spool.writer().pendingEntries()).isOne();
            assertThat(spool.writer().flush()).isTrue();
            assertThat(read(reader)).containsExactly("33-35");
            for (SpoolGapCause cause : SpoolGapCause.values()) {
                assertThat(spool.counters().dropped(cause)).isZero();
            }
        }
    }

    @Test
    void whatStillWaitsAtCloseIsCounted() throws Exception {
        Spool spool = open(WhenFull.STOP);
        write(spool, 32);
        assertThat(longBlock(spool, 10)).isFalse();
        spool.close();
        assertThat(spool.counters().dropped(SpoolGapCause.NOT_WRITTEN)).isOne();
    }

    @Test
    void aFullDiskIsTheBoundReachedEarly() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
            files.capacity = 10 * (32 << 10) + 5000; // the eleventh block is written in part
            files.directory = directory();
            write(spool, 10);
            assertThat(spool.counters().writeFailures()).isZero();

            write(spool, 1);

            assertThat(spool.counters().writeFailures()).isOne();
            assertThat(spool.counters().droppedSegments()).isOne();
            assertThat(read(reader)).containsExactly("!1-4 DROPPED_OLDEST", "5-11");
            write(spool, 20);
            assertThat(spool.counters().dropped(SpoolGapCause.NOT_WRITTEN)).isZero();
            assertThat(read(reader)).hasSize(2).last().isEqualTo("25-31");
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void onAFullDiskTheOnlySegmentIsDroppedToo() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
            files.directory = directory();
            files.capacity = 3 * (32 << 10) + 100;
            write(spool, 3);
            write(spool, 1);
            assertThat(read(reader)).containsExactly("!1-3 DROPPED_OLDEST", "4");
            assertThat(segments(directory())).hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void nothingHalfWrittenStays(WhenFull whenFull) throws Exception {
        try (Spool spool = open(whenFull)) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            block(spool, 2);
            long length = spool.usedBytes();
            files.directory = directory();
            files.capacity = length + 40;
            files.fullWithoutMessage = whenFull == WhenFull.DROP_NEWEST;

            boolean taken = longBlock(spool, 1000);

            files.capacity = Long.MAX_VALUE;
            if (whenFull == WhenFull.DROP_OLDEST) {
                assertThat(taken).isTrue(); // 40 bytes are not enough, also after the first segment was deleted
                assertThat(spool.counters().droppedSegments()).isOne();
                assertThat(read(reader)).containsExactly("!1-2 DROPPED_OLDEST");
                block(spool, 1);
                assertThat(read(reader)).containsExactly("!3 NOT_WRITTEN", "4");
                return;
            }
            assertThat(spool.usedBytes()).isEqualTo(length);
            assertThat(Files.size(segments(directory()).get(0))).isEqualTo(length);
            assertThat(read(reader)).containsExactly("1-2");
            assertThat(taken).isEqualTo(whenFull == WhenFull.DROP_NEWEST);
            assertThat(spool.writer().flush()).isTrue();
            block(spool, 1);
            assertThat(read(reader)).isEqualTo(whenFull == WhenFull.STOP ? List.of("3-4")
                    : List.of("!3 NOT_WRITTEN", "4"));
            assertThat(spool.counters().dropped(SpoolGapCause.NOT_WRITTEN)).isEqualTo(taken ? 1 : 0);
        }
    }

    @Test
    void anotherErrorDeletesNothing() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            write(spool, 5);
            files.writeError = "Input/output error";
            write(spool, 2);

            assertThat(spool.counters().droppedSegments()).isZero();
            assertThat(spool.counters().dropped(SpoolGapCause.NOT_WRITTEN)).isEqualTo(2);
            assertThat(spool.counters().writeFailures()).isEqualTo(2);
            assertThat(notices).containsExactly("the spool " + directory() + " cannot be written: Input/output error;"
                    + " new entries are discarded");
            files.writeError = null;
            write(spool, 1);
            assertThat(notices).hasSize(2).last().isEqualTo("the spool " + directory() + " is written again");
            assertThat(read(reader)).containsExactly("1-5", "!6-7 NOT_WRITTEN", "8");
            files.writeError = "Input/output error";
            write(spool, 1);
            assertThat(notices).as("a new trouble").hasSize(3);
        }
    }

    @Test
    void whatCannotBeCutNowIsCutBeforeTheNextBlock() throws Exception {
        try (Spool spool = open(WhenFull.STOP)) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            block(spool, 2);
            files.directory = directory();
            files.capacity = spool.usedBytes() + 90;
            files.truncateError = "Input/output error";
            assertThat(longBlock(spool, 1000)).isFalse();
            assertThat(spool.counters().writeFailures()).as("the write and the cut").isEqualTo(2);
            files.capacity = Long.MAX_VALUE;
            assertThat(spool.writer().flush()).as("not behind the rest").isFalse();
            assertThat(read(reader)).containsExactly("1-2");
            files.truncateError = null;
            assertThat(spool.writer().flush()).isTrue();
            assertThat(read(reader)).containsExactly("3");
            assertThat(read(SpoolDirectory.open(directory()).openReaderAt(1))).containsExactly("1-3");
        }
    }

    @Test
    void anErrorOfADiskWhoseSpaceIsNotKnownDeletesNothing() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            write(spool, 5);
            files.writeError = "Eingabe-/Ausgabefehler";
            files.spaceError = "Eingabe-/Ausgabefehler";
            write(spool, 1);
            assertThat(spool.counters().droppedSegments()).isZero();
            assertThat(spool.counters().dropped(SpoolGapCause.NOT_WRITTEN)).isOne();
        }
    }

    @Test
    void aBlockLargerThanASegmentIsTriedAgainInTheSameFile() throws Exception {
        try (Spool spool = open(WhenFull.STOP)) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            files.writeError = "Input/output error";
            assertThat(longBlock(spool, 200 << 10)).isFalse();
            files.writeError = null;
            assertThat(spool.writer().flush()).isTrue();
            write(spool, 1);
            assertThat(read(reader)).containsExactly("1-2");
            assertThat(spool.counters().writeFailures()).isOne();
            assertThat(segments(directory())).hasSize(2);
        }
    }

    @Test
    void aSegmentThatCannotBeDeletedIsToldAndNewEntriesAreDiscarded() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            write(spool, 32);
            Path oldest = segments(directory()).get(0);
            Files.delete(oldest);
            Files.createDirectory(oldest);
            Files.createFile(oldest.resolve("file"));
            write(spool, 1);

            assertThat(notices).first().asString().startsWith("the spool " + directory()
                    + ": the oldest segment cannot be deleted: ").contains("DirectoryNotEmptyException");
            assertThat(spool.counters().droppedSegments()).isZero();
            assertThat(spool.counters().dropped(SpoolGapCause.DROPPED_NEWEST)).isOne();
            assertThat(spool.usedBytes()).isEqualTo(SIZE);
        }
    }

    @Test
    void whatIsMissingRightAfterTheDroppedSegmentsWasNotDropped() throws Exception {
        try (Spool spool = open(WhenFull.DROP_OLDEST)) {
            write(spool, 33);
            Files.delete(segments(directory()).get(0));
            assertThat(read(spool.openReaderAt(4))).first().isEqualTo("!4-8 DROPPED_OLDEST");
            assertThat(read(spool.openReaderAt(5))).containsExactly("!5-8 MISSING", "9-33");
        }
    }

    @Test
    void aSegmentThatCannotBeMadeIsAnErrorLikeAnyOther() throws Exception {
        try (Spool spool = open(WhenFull.STOP)) {
            files.createError = "Too many open files";
            assertThat(longBlock(spool, 10)).isFalse();
            files.createError = null;
            assertThat(spool.writer().flush()).isTrue();
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1");
            assertThat(spool.counters().writeFailures()).isOne();
        }
    }

    @Test
    void aWriteOfNothingIsAnError() throws Exception {
        try (Spool spool = open(WhenFull.STOP)) {
            files.writesNothing = true;
            assertThat(longBlock(spool, 10)).isFalse();
            files.writesNothing = false;
            assertThat(spool.writer().flush()).isTrue();
        }
    }

    @Test
    void aLaterGapDoesNotCountTheEarlierOneAgain() throws Exception {
        try (Spool spool = open(WhenFull.DROP_NEWEST)) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            files.writeError = "Input/output error";
            block(spool, 3);
            files.writeError = null;
            block(spool, 1);
            block(spool, 1);
            files.writeError = "Input/output error";
            block(spool, 2);
            files.writeError = null;
            block(spool, 1);
            assertThat(read(reader)).containsExactly("!1-3 NOT_WRITTEN", "4-5", "!6-7 NOT_WRITTEN", "8");
        }
    }
}
