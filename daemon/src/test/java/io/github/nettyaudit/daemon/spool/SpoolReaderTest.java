package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.names;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static io.github.nettyaudit.daemon.spool.Entries.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions, waiting, and segments that are not there. */
class SpoolReaderTest {
    private static final Duration LONG = Duration.ofDays(10_000_000);
    private static final int LENGTH = 20 << 10;

    @TempDir
    private Path parent;

    private final List<String> notices = new ArrayList<>();
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(SpoolOptions.builder(directory()).segmentSize(64 << 10).notices(notices::add)
                .compression(SpoolCompression.NONE).build());
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    private Path directory() {
        return parent.resolve("spool");
    }

    private Path position(String name) {
        return directory().resolve("positions").resolve(name + ".pos");
    }

    private void reopen() throws IOException {
        spool.close();
        open();
    }

    /** Three blocks to a segment. */
    private void write(int blocks) {
        for (int i = 0; i < blocks; i++) {
            assertThat(Entries.longBlock(spool, LENGTH)).isTrue();
        }
    }

    @Test
    void goesOnAfterWhatWasCommitted() throws Exception {
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        assertThat(reader.name()).isEqualTo("sink");
        block(spool, 5);
        assertThat(read(reader)).containsExactly("1-5");
        reader.commit(3);
        assertThat(spool.readerPositions()).isEqualTo(Map.of("sink", 4L));
        reader.close();
        SpoolReader second = spool.openReader("sink", SpoolStart.OLDEST);
        assertThat(second.position()).isEqualTo(4);
        assertThat(read(second)).containsExactly("4-5");
        second.commit(5);

        reopen();

        SpoolReader third = spool.openReader("sink", SpoolStart.OLDEST);
        assertThat(read(third)).isEmpty();
        block(spool, 1);
        assertThat(read(third)).containsExactly("6");
        assertThat(notices).isEmpty();
        assertThat(names(directory().resolve("positions"))).containsExactly("sink.pos");
    }

    @Test
    void commitsOnlyWhatWasReadAndNothingBack() throws Exception {
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        block(spool, 5);
        assertThatIllegalArgumentException().isThrownBy(() -> reader.commit(1))
                .withMessage("sequence: 1 (expected: at most 0, the last one that was read)");
        read(reader);
        reader.commit(4);
        reader.commit(2);
        assertThat(spool.readerPositions()).isEqualTo(Map.of("sink", 5L));
        assertThatIllegalArgumentException().isThrownBy(() -> reader.commit(6));
        reader.close();
        assertThatIllegalStateException().isThrownBy(() -> reader.commit(5)).withMessage("the reader sink is closed");
        SpoolReader unnamed = spool.openReader(SpoolStart.OLDEST);
        assertThat(unnamed.name()).isNull();
        read(unnamed);
        assertThatIllegalStateException().isThrownBy(() -> unnamed.commit(5))
                .withMessage("a reader without a name has no position to store");
    }

    @Test
    void anUnchangedPositionIsNotWrittenAgain() throws Exception {
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        block(spool, 5);
        read(reader);
        reader.commit(4);
        Files.delete(position("sink"));
        reader.commit(4);
        assertThat(position("sink")).doesNotExist();
        reader.commit(5);
        assertThat(position("sink")).exists();
    }

    @Test
    void aNewReaderStartsWhereItIsTold() throws Exception {
        block(spool, 5);
        SpoolReader newest = spool.openReader("newest", SpoolStart.NEWEST);
        SpoolReader oldest = spool.openReader("oldest", SpoolStart.OLDEST);
        assertThat(spool.readerPositions()).isEqualTo(Map.of("newest", 6L, "oldest", 1L));
        assertThat(read(newest)).isEmpty();
        assertThat(read(oldest)).containsExactly("1-5");

        reopen();
        block(spool, 1);

        assertThat(read(spool.openReader("newest", SpoolStart.NEWEST))).as("known since it was first opened")
                .containsExactly("6");
    }

    @Test
    void oneReaderOfAName() throws Exception {
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        assertThatIllegalStateException().isThrownBy(() -> spool.openReader("sink", SpoolStart.OLDEST))
                .withMessage("the reader sink is already open");
        assertThatIllegalStateException().isThrownBy(() -> spool.forgetReader("sink"))
                .withMessage("the reader sink is open");
        reader.close();
        reader.close();
        assertThat(spool.forgetReader("sink")).isTrue();
        assertThat(position("sink")).doesNotExist();
        spool.openReader("sink", SpoolStart.OLDEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a/b", "../x", "-x", "a b", "ä", "x\n"})
    void namesThatAreNoFileNames(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> spool.openReader(name, SpoolStart.OLDEST))
                .withMessageStartingWith("name of a reader: \"" + name + "\" (expected: ");
        assertThatIllegalArgumentException().isThrownBy(() -> spool.forgetReader(name));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 4, 7, 12, 16, 19})
    void aDamagedPositionStartsAtTheOldest(int damaged) throws Exception {
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        block(spool, 5);
        read(reader);
        reader.commit(5);
        spool.close();
        byte[] bytes = Files.readAllBytes(position("sink"));
        bytes[damaged] ^= 1;
        Files.write(position("sink"), bytes);

        open();

        assertThat(notices).containsExactly("the position of reader sink cannot be read, it starts at the oldest entry"
                + " and gets entries again: " + position("sink") + " is damaged");
        assertThat(spool.readerPositions()).isEqualTo(Map.of("sink", 0L));
        assertThat(read(spool.openReader("sink", SpoolStart.NEWEST))).containsExactly("1-5");
        assertThat(spool.readerPositions()).isEqualTo(Map.of("sink", 1L));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 19, 21, 5000})
    void aPositionOfAnotherLengthStartsAtTheOldest(int length) throws Exception {
        spool.close();
        Files.write(position("sink"), Arrays.copyOf(validPosition(3), length));
        open();
        assertThat(spool.readerPositions()).isEqualTo(Map.of("sink", 0L));
        assertThat(notices).hasSize(1);
    }

    private byte[] validPosition(long sequence) throws IOException {
        Path file = parent.resolve("position");
        PositionFile.write(file, sequence, true, new FileOperations());
        return Files.readAllBytes(file);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, (1L << 62) + 1, Long.MAX_VALUE})
    void aPositionThatCannotBeStartsAtTheOldest(long sequence) throws Exception {
        spool.close();
        Files.write(position("sink"), validPosition(sequence));
        open();
        assertThat(notices).hasSize(1).first().asString().endsWith(" names the sequence "
                + Long.toUnsignedString(sequence));
    }

    @Test
    void aPositionOfAnotherSpoolStartsAtTheOldest() throws Exception {
        block(spool, 5);
        Files.write(position("sink"), validPosition(100)); // while the spool is open
        spool.openReader("other", SpoolStart.NEWEST).close();
        SpoolPositions positions = new SpoolPositions(directory(), new FileOperations());
        positions.load(notices::add);
        assertThat(positions.newest()).isEqualTo(100);
        assertThat(positions.oldest()).isEqualTo(6);

        reopen();

        assertThat(spool.recovery().nextSequence()).isEqualTo(100);
        assertThat(spool.recovery().tornEntries()).isEqualTo(94);
        assertThat(read(spool.openReader("sink", SpoolStart.OLDEST))).isEmpty();
    }

    @Test
    void temporaryPositionsOfAKilledProcessGo() throws Exception {
        spool.close();
        Files.write(directory().resolve("positions/sink.pos.tmp"), new byte[5]);
        Files.write(directory().resolve("positions/README"), new byte[5]);
        open();
        assertThat(names(directory().resolve("positions"))).containsExactly("README");
        assertThat(spool.readerPositions()).isEmpty();
    }

    @Test
    void waitsForTheNextBlock() throws Exception {
        SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
        Thread thread = Thread.currentThread();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
            await().until(thread::getState, state -> state == Thread.State.TIMED_WAITING);
            block(spool, 2);
        });
        assertThat(take(reader).lastSequence()).isEqualTo(2);
        writing.get(60, TimeUnit.SECONDS);
        assertThat(reader.read(Duration.ofMillis(1))).isNull();
    }

    @Test
    void closingEndsTheWait() throws Exception {
        SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
        Thread thread = Thread.currentThread();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            await().until(thread::getState, state -> state == Thread.State.TIMED_WAITING);
            try {
                spool.close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(reader.read(LONG)).isNull();
        closing.get(60, TimeUnit.SECONDS);
    }

    @Test
    void closingAReaderEndsItsWait() throws Exception {
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        Thread thread = Thread.currentThread();
        CompletableFuture<Void> closing = CompletableFuture.runAsync(() -> {
            await().until(thread::getState, state -> state == Thread.State.TIMED_WAITING);
            reader.close();
        });
        assertThat(reader.read(LONG)).isNull();
        closing.get(60, TimeUnit.SECONDS);
        block(spool, 1);
        assertThat(reader.read(Duration.ZERO)).as("closed").isNull();
    }

    @Test
    void anInterruptEndsTheWaitAndTheReaderGoesOn() throws Exception {
        SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
        block(spool, 1);
        assertThat(read(reader)).containsExactly("1");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> reader.read(LONG)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        block(spool, 1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> reader.read(LONG)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(read(reader)).containsExactly("2");
    }

    @Test
    void anInterruptedWriterWrites() throws Exception {
        SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
        for (int i = 0; i < 5; i++) {
            Thread.currentThread().interrupt();
            write(1);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(spool.sync()).isTrue();
        }
        assertThat(read(reader)).containsExactly("1-5");
    }

    @Test
    void aSegmentDeletedByHandIsAGap() throws Exception {
        SpoolReader before = spool.openReader(SpoolStart.OLDEST);
        SpoolReader within = spool.openReader(SpoolStart.OLDEST);
        write(4);
        read(within);
        write(8);
        assertThat(segments(directory())).hasSize(4);
        Files.delete(segments(directory()).get(1));

        assertThat(read(before)).containsExactly("1-3", "!4-6 MISSING", "7-12");
        assertThat(read(within)).as("has the file").containsExactly("5-12");
        assertThat(read(before)).isEmpty();
        assertThat(read(spool.openReaderAt(5))).containsExactly("!5-6 MISSING", "7-12");
        assertThat(read(SpoolDirectory.open(directory()).openReader(SpoolStart.OLDEST)))
                .containsExactly("1-3", "!4-6 MISSING", "7-12");
        reopen();
        assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-3", "!4-6 MISSING", "7-12");
    }

    @Test
    void theActiveSegmentDeletedByHandIsAGapAndANewOneIsBegun() throws Exception {
        SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
        write(4);
        Files.delete(segments(directory()).get(1));
        assertThat(read(reader)).containsExactly("1-3", "!4 MISSING");
        write(1);
        assertThat(read(reader)).containsExactly("5");
        assertThat(segments(directory())).hasSize(2);
        assertThat(spool.sync()).isTrue();
        reopen();
        assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-3", "!4 MISSING", "5");
    }

    @Test
    void allSegmentsDeletedByHand() throws Exception {
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        write(4);
        assertThat(take(reader).lastSequence()).isEqualTo(1);
        reader.commit(1);
        reader.close();
        for (Path segment : segments(directory())) {
            Files.delete(segment);
        }
        SpoolReader again = spool.openReader("sink", SpoolStart.OLDEST);
        assertThat(read(again)).containsExactly("!2-4 MISSING");
        again.commit(4);
        reopen();
        assertThat(spool.recovery().nextSequence()).isEqualTo(5);
        assertThat(spool.recovery().oldestSequence()).isEqualTo(5);
        assertThat(spool.recovery().tornEntries()).isZero();
        write(1);
        assertThat(read(spool.openReader("sink", SpoolStart.OLDEST))).containsExactly("5");
    }

    @Test
    void segmentsDeletedByHandMakeRoomAtTheBound() throws Exception {
        spool.close();
        spool = Spool.open(SpoolOptions.builder(directory()).size(1 << 20).whenFull(WhenFull.STOP)
                .compression(SpoolCompression.NONE).notices(notices::add).build());
        int written = 0;
        while (Entries.longBlock(spool, LENGTH)) {
            written++;
        }
        assertThat(written).isGreaterThan(40);
        Files.delete(segments(directory()).get(2));
        Files.delete(segments(directory()).get(1));
        notices.clear();
        long used = spool.usedBytes();

        assertThat(spool.writer().flush()).isTrue();

        assertThat(notices).hasSize(2).first().asString().startsWith("the spool " + directory()
                + ": 2 segments are not there any more, the first is " + directory());
        assertThat(spool.usedBytes()).isLessThan(used - (200 << 10));
        assertThat(spool.counters().droppedSegments()).isZero();
    }

    @Test
    void skipsToTheNewest() throws Exception {
        SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
        write(4);
        assertThat(take(reader).lastSequence()).isEqualTo(1);
        assertThat(reader.skipToNewest()).isEqualTo(3);
        assertThat(reader.skipToNewest()).isZero();
        assertThat(read(reader)).isEmpty();
        write(1);
        assertThat(read(reader)).containsExactly("5");
    }

    @Test
    void aMissingLaterSegmentDoesNotKeepTheReaderBusy() throws Exception {
        SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
        write(3);
        read(reader);
        write(1);
        Files.delete(segments(directory()).get(1));
        assertThat(read(reader)).containsExactly("!4 MISSING");
        assertThat(reader.read(Duration.ofMillis(1))).isNull();
    }

    @Test
    void clockStepsDoNotMatter() throws Exception {
        spool.close();
        long[] clock = {1_700_000_000_000L};
        spool = Spool.open(SpoolOptions.builder(directory()).clock(() -> clock[0]).build());
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        for (long step : new long[]{0, -1_000_000_000_000L, 5_000_000_000_000L, -7_000_000_000_000L, Long.MIN_VALUE}) {
            clock[0] += step;
            block(spool, 2);
            SpoolBatch batch = (SpoolBatch) take(reader);
            assertThat(batch.timeMillis()).isEqualTo(clock[0]);
            reader.commit(batch.lastSequence());
        }
        reopen();
        assertThat(spool.recovery().nextSequence()).isEqualTo(11);
        assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-10");
    }

    @Test
    void anInterruptInTheMiddleOfAReadIsAnInterrupt() {
        SpoolReader reader = readerOf(1);
        assertThat(CompletableFuture.supplyAsync(() -> {
            Thread.currentThread().interrupt();
            try {
                reader.read(LONG);
                return "read";
            } catch (InterruptedException e) {
                return "interrupted";
            } catch (IOException e) {
                return e.toString();
            }
        }).join()).isEqualTo("interrupted");
    }

    private SpoolReader readerOf(int blocks) {
        write(blocks);
        try {
            return spool.openReader(SpoolStart.OLDEST);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSequenceOfARangeOnly() {
        assertThatIllegalArgumentException().isThrownBy(() -> spool.openReaderAt(0))
                .withMessage("sequence: 0 (expected: 1 or more)");
    }
}
