package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.names;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is found and repaired when a spool is opened; {@link SpoolDamageTest} tries each byte. */
class SpoolRecoveryTest extends SmallSpool {
    @Test
    void halfAHeaderIsCut() throws Exception {
        long[] ends = write();
        byte[] whole = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(whole, (int) ends[1] + SpoolBlockDescriptor.HEADER_LENGTH - 1));
        try (Spool spool = open()) {
            assertThat(spool.recovery()).isEqualTo(new SpoolRecovery(1, ends[1], 1, 4,
                    SpoolBlockDescriptor.HEADER_LENGTH - 1, 0, spool.recovery().tornFiles(), 0, 1, 11));
            assertThat(spool.recovery().tornFiles()).hasSize(1);
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            assertThat(read(reader)).containsExactly("1-3");
            block(spool, 1);
            assertThat(read(reader)).containsExactly("4");
        }
    }

    @Test
    void sequencesThatAHeaderNamesAreNotGivenAgain() throws Exception {
        long[] ends = write();
        byte[] whole = Files.readAllBytes(segment());
        Files.write(segment(), Arrays.copyOf(whole, (int) ends[1] + SpoolBlockDescriptor.HEADER_LENGTH));
        try (Spool spool = open()) {
            assertThat(spool.recovery()).isEqualTo(new SpoolRecovery(1, ends[1], 1, 7,
                    SpoolBlockDescriptor.HEADER_LENGTH, 3, spool.recovery().tornFiles(), 0, 1, 11));
            assertThat(read(spool.openReaderAt(4))).containsExactly("!4-6 TORN");
            block(spool, 1);
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-3", "!4-6 TORN", "7");
        }
        try (Spool spool = open()) {
            assertThat(spool.recovery().tornEntries()).isZero();
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-3", "!4-6 TORN", "7");
            assertThat(read(spool.openReaderAt(6))).containsExactly("!6 TORN", "7");
        }
    }

    @Test
    void aDamagedBodyAtTheEndIsCut() throws Exception {
        long[] ends = write();
        byte[] whole = Files.readAllBytes(segment());
        whole[whole.length - 1] ^= 1;
        Files.write(segment(), whole);
        try (Spool spool = open()) {
            assertThat(spool.recovery().tornBytes()).isEqualTo(ends[3] - ends[2]);
            assertThat(spool.recovery().tornEntries()).isEqualTo(2);
            assertThat(spool.recovery().nextSequence()).isEqualTo(9);
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-6", "!7-8 TORN");
        }
    }

    @Test
    void damageBeforeAWholeBlockIsLeft() throws Exception {
        long[] ends = write();
        byte[] whole = Files.readAllBytes(segment());
        whole[3] ^= 1; // the first header
        whole[(int) ends[1] + SpoolBlockDescriptor.HEADER_LENGTH] ^= 1; // the third body
        Files.write(segment(), whole);
        try (Spool spool = open()) {
            assertThat(spool.recovery()).isEqualTo(new SpoolRecovery(1, ends[3], 1, 9, 0, 0, List.of(), 2, 1, 13));
            assertThat(read(spool.openReader(SpoolStart.OLDEST)))
                    .containsExactly("!1-2 CORRUPT", "3", "!4-6 CORRUPT", "7-8");
            assertThat(spool.counters().damagedBlocks()).isEqualTo(2);
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void bytesOfAnEntryThatLookLikeABlockAreNotTakenForOne() throws Exception {
        byte[] foreign;
        try (Spool spool = open()) {
            spool.writer().add(Entries.entry(1));
            spool.writer().add(Entries.entry(2));
            spool.writer().flush();
            foreign = Files.readAllBytes(segment());
        }
        deleteAll();
        try (Spool spool = open()) {
            block(spool, 1);
            assertThat(spool.writer().add(Unpooled.wrappedBuffer(foreign))).isTrue();
            spool.writer().flush();
            block(spool, 1);
        }
        byte[] bytes = Files.readAllBytes(segment());
        int second = indexOfMagic(bytes, 1);
        bytes[second + 20] ^= 1;
        Files.write(segment(), bytes);

        try (Spool spool = open()) {
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1", "!2 CORRUPT", "3");
        }
    }

    private static int indexOfMagic(byte[] bytes, int from) {
        for (int i = from; ; i++) {
            if (bytes[i] == 'N' && bytes[i + 1] == 'a' && bytes[i + 2] == 'S' && bytes[i + 3] == 'p') {
                return i;
            }
        }
    }

    private void deleteAll() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void garbageAtTheEndIsCutAndKept() throws Exception {
        write();
        byte[] whole = Files.readAllBytes(segment());
        byte[] grown = Arrays.copyOf(whole, whole.length + 200_000); // zeros, as after a failure of the machine
        Files.write(segment(), grown);
        try (Spool spool = open()) {
            assertThat(spool.recovery().tornBytes()).isEqualTo(200_000);
            assertThat(onlyTornFile()).isEqualTo(new byte[200_000]);
            assertThat(Files.readAllBytes(segment())).isEqualTo(whole);
            assertThat(notices).containsExactly("the last 200000 bytes of " + segment() + " are not a whole block; they"
                    + " are kept as 00000000000000000001-" + whole.length + ".torn");
        }
    }

    @Test
    void onlyTheLastTornFilesAreKept() throws Exception {
        write();
        for (int i = 0; i < SpoolRecoveryScan.MOST_TORN_FILES + 3; i++) {
            Files.write(segment(), new byte[]{1, 2, 3}, StandardOpenOption.APPEND);
            open().close();
        }
        assertThat(names(directory).stream().filter(name -> name.endsWith(".torn")))
                .hasSize(SpoolRecoveryScan.MOST_TORN_FILES);
    }

    @Test
    void theOldestTornFilesGo() throws Exception {
        write();
        for (int i = 0; i < SpoolRecoveryScan.MOST_TORN_FILES + 2; i++) {
            // by their time: the names say where the bytes were, not when they were cut
            Path torn = Files.write(directory.resolve((char) ('z' - i) + SpoolRecoveryScan.TORN_SUFFIX), new byte[1]);
            Files.setLastModifiedTime(torn, FileTime.from(Instant.ofEpochSecond(1_700_000_000L + i)));
        }
        open().close();
        assertThat(names(directory).stream().filter(name -> name.endsWith(".torn")))
                .containsExactly("q.torn", "r.torn", "s.torn", "t.torn", "u.torn", "v.torn", "w.torn", "x.torn");
    }

    @Test
    void anEndThatCannotBeKeptIsCutNevertheless() throws Exception {
        long[] ends = write();
        Files.write(segment(), new byte[]{1, 2, 3}, StandardOpenOption.APPEND);
        FailingFiles files = new FailingFiles();
        files.createError = "No space left on device";
        try (Spool spool = Spool.open(SpoolOptions.builder(directory).compression(compression).files(files)
                .notices(notices::add).build())) {
            assertThat(spool.recovery().tornBytes()).isEqualTo(3);
            assertThat(spool.recovery().tornFiles()).isEmpty();
            assertThat(Files.size(segment())).isEqualTo(ends[3]);
            assertThat(notices).containsExactly("the last 3 bytes of " + segment() + " are not a whole block, and"
                    + " cannot be kept: No space left on device");
        }
    }

    @Test
    void aSpoolThatCannotBeOpenedDoesNotKeepTheLock() throws Exception {
        write();
        Path positions = directory.resolve("positions");
        Files.delete(positions);
        Files.createFile(positions);
        assertThatThrownBy(this::open).isInstanceOf(IOException.class);
        Files.delete(positions);
        open().close();
    }

    @Test
    void aLastSegmentWithoutABlockGoesAndTheOneBeforeIsGoneOnWith() throws Exception {
        write();
        Path empty = Files.write(directory.resolve(Segment.name(9)), new byte[100]);
        try (Spool spool = open()) {
            assertThat(empty).doesNotExist();
            assertThat(spool.recovery().segments()).isOne();
            assertThat(spool.recovery().nextSequence()).isEqualTo(9);
            assertThat(spool.recovery().sourcePosition()).isEqualTo(13);
            assertThat(spool.recovery().tornBytes()).isEqualTo(100);
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            block(spool, 1);
            assertThat(read(reader)).containsExactly("1-9");
        }
    }

    @Test
    void theNameOfASegmentThatIsGoneIsNotForgotten() throws Exception {
        write();
        Files.write(directory.resolve(Segment.name(20)), new byte[0]);
        try (Spool spool = open()) {
            assertThat(spool.recovery().nextSequence()).isEqualTo(20);
            assertThat(spool.recovery().tornEntries()).isEqualTo(11);
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            assertThat(read(reader)).containsExactly("1-8", "!9-19 TORN");
            block(spool, 1);
            assertThat(read(reader)).containsExactly("20");
        }
    }

    @Test
    void aPositionBeyondTheEndMovesTheEnd() throws Exception {
        write();
        byte[] whole = Files.readAllBytes(segment());
        try (Spool spool = open()) {
            SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
            read(reader);
            reader.commit(8);
        }
        // the machine failed: the position was forced to the disk, the last blocks were not
        Files.write(segment(), Arrays.copyOf(whole, whole.length / 3));
        try (Spool spool = open()) {
            assertThat(spool.recovery().nextSequence()).as("not an entry that the reader has had").isEqualTo(9);
            SpoolReader sink = spool.openReader("sink", SpoolStart.OLDEST);
            block(spool, 1);
            assertThat(read(sink)).containsExactly("9");
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).last().isEqualTo("9");
        }
    }

    @Test
    void withoutItsIdASpoolIsReadAndGoneOnWith() throws Exception {
        write();
        Files.delete(directory.resolve("id.pos"));
        try (Spool spool = open()) {
            block(spool, 1);
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-9");
            assertThat(segments(directory)).hasSize(1);
        }
    }

    @Test
    void withAnotherIdASpoolIsReadAndGoneOnWithInANewSegment() throws Exception {
        write();
        PositionFile.write(directory.resolve("id.pos"), 4711, false, new FileOperations());
        try (Spool spool = open()) {
            block(spool, 1);
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-9");
            assertThat(segments(directory)).hasSize(2);
        }
    }

    @Test
    void filesWithOtherNamesAreLeftAlone() throws Exception {
        write();
        List<String> others = List.of("1.log", "0000000000000000001x.log", "00000000000000000000.log", "notes.txt",
                "99999999999999999999.log", "00000000000000000002.logs");
        for (String other : others) {
            Files.writeString(directory.resolve(other), "x");
        }
        try (Spool spool = open()) {
            assertThat(spool.recovery().segments()).isOne();
            assertThat(names(directory)).containsAll(others);
        }
    }
}
