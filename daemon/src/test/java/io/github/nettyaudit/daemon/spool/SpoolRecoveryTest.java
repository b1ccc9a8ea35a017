package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.names;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is left of a spool that was cut or damaged at any place. */
class SpoolRecoveryTest {
    private static final int[] BLOCKS = {2, 1, 3, 2};

    @TempDir
    private Path parent;

    private final List<String> notices = new ArrayList<>();
    private Path directory;
    private SpoolCompression compression = SpoolCompression.NONE;

    @BeforeEach
    void setDirectory() {
        directory = parent.resolve("spool");
    }

    private SpoolOptionsBuilder options() {
        // no thread and no call of fdatasync(2): thousands of spools are opened
        return SpoolOptions.builder(directory).notices(notices::add).compression(compression).files(new Unforced());
    }

    private static final class Unforced extends FileOperations {
        @Override
        void force(FileChannel channel) {
            // the machine does not fail in these tests
        }

        @Override
        void forceDirectory(Path path) {
            // as above
        }
    }

    private Spool open() throws IOException {
        return Spool.open(options().syncInterval(Duration.ofMinutes(1)).build());
    }

    /** Writes the blocks and returns their ends in the file. */
    private long[] write() throws IOException {
        long[] ends = new long[BLOCKS.length];
        try (Spool spool = open()) {
            for (int i = 0; i < BLOCKS.length; i++) {
                spool.writer().source(1, 10 + i);
                block(spool, BLOCKS[i]);
                ends[i] = spool.usedBytes();
            }
        }
        return ends;
    }

    private Path segment() throws IOException {
        return segments(directory).get(0);
    }

    private byte[] onlyTornFile() throws IOException {
        List<String> torn = names(directory).stream().filter(name -> name.endsWith(".torn")).toList();
        assertThat(torn).hasSize(1);
        return Files.readAllBytes(directory.resolve(torn.get(0)));
    }

    private void deleteTornFiles() throws IOException {
        for (String name : names(directory)) {
            if (name.endsWith(".torn")) {
                Files.delete(directory.resolve(name));
            }
        }
    }

    private static int entriesOf(int blocks) {
        return Arrays.stream(BLOCKS).limit(blocks).sum();
    }

    private static String range(int last) {
        return last == 1 ? "1" : "1-" + last;
    }

    @ParameterizedTest
    @EnumSource
    void cutAtEveryByte(SpoolCompression how) throws Exception {
        compression = how;
        long[] ends = write();
        byte[] whole = Files.readAllBytes(segment());
        String name = segment().getFileName().toString();

        for (int length = 0; length <= whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            for (Path file : segments(directory)) {
                Files.delete(file);
            }
            deleteTornFiles();
            Files.write(directory.resolve(name), cut);
            notices.clear();
            int blocks = (int) Arrays.stream(ends).filter(end -> end <= cut.length).count();
            int end = blocks == 0 ? 0 : (int) ends[blocks - 1];
            int entries = entriesOf(blocks);
            boolean headerIsWhole = length >= end + SpoolBlockDescriptor.HEADER_LENGTH;
            int torn = headerIsWhole && blocks > 0 ? BLOCKS[blocks] : 0;
            int next = entries + 1 + (headerIsWhole ? BLOCKS[blocks] : 0);

            try (Spool spool = open()) {
                SpoolRecovery recovery = spool.recovery();
                assertThat(recovery.nextSequence()).as("cut at %d", length).isEqualTo(next);
                assertThat(recovery.tornBytes()).as("cut at %d", length).isEqualTo(length - end);
                assertThat(recovery.tornEntries()).as("cut at %d", length).isEqualTo(torn);
                assertThat(recovery.damagedBlocks()).isZero();
                assertThat(recovery.segments()).isEqualTo(blocks == 0 ? 0 : 1);
                assertThat(recovery.bytes()).isEqualTo(end);
                assertThat(recovery.sourcePosition()).isEqualTo(blocks == 0 ? 0 : 9 + blocks);
                if (length > end) {
                    assertThat(onlyTornFile()).as("cut at %d", length)
                            .isEqualTo(Arrays.copyOfRange(cut, end, length));
                    assertThat(recovery.tornFiles()).hasSize(1);
                    assertThat(notices).hasSize(1);
                } else {
                    assertThat(recovery.tornFiles()).isEmpty();
                    assertThat(notices).isEmpty();
                }
                SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
                List<String> expected = new ArrayList<>(entries == 0 ? List.of() : List.of(range(entries)));
                if (torn > 0) {
                    expected.add("!" + range(entries + 1, next - 1) + " TORN");
                }
                assertThat(read(reader)).as("cut at %d", length).isEqualTo(expected);
                block(spool, 2);
                assertThat(read(reader)).as("cut at %d", length).containsExactly(range(next, next + 1));
            }
            try (Spool spool = open()) {
                assertThat(spool.recovery().tornBytes()).isZero();
                assertThat(spool.recovery().nextSequence()).isEqualTo(next + 2);
                List<String> expected = new ArrayList<>();
                if (torn > 0) {
                    expected.addAll(List.of(range(1, entries), "!" + range(entries + 1, next - 1) + " TORN",
                            range(next, next + 1)));
                } else {
                    expected.add(range(entries == 0 ? next : 1, next + 1));
                }
                assertThat(read(spool.openReader(SpoolStart.OLDEST))).as("cut at %d", length).isEqualTo(expected);
            }
        }
    }

    private static String range(int first, int last) {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }

    /** Each byte of a block, in a segment that is not the last one: exactly its entries are missing. */
    @ParameterizedTest
    @EnumSource
    void everyByteOfABlockFlippedInAnOlderSegment(SpoolCompression how) throws Exception {
        compression = how;
        long[] ends = write();
        byte[] whole = Files.readAllBytes(segment());
        Path second = directory.resolve(Segment.name(entriesOf(BLOCKS.length) + 1));
        try (Spool spool = open()) {
            // a second segment, as if the first one had reached its end
            Files.delete(segment());
            block(spool, 1);
            assertThat(second).exists();
        }
        for (int damaged = 0; damaged < BLOCKS.length; damaged++) {
            int start = damaged == 0 ? 0 : (int) ends[damaged - 1];
            for (int at = start; at < ends[damaged]; at++) {
                byte[] flipped = whole.clone();
                flipped[at] ^= (byte) (1 << at % 8);
                Files.write(directory.resolve(Segment.name(1)), flipped);
                try (Spool spool = open()) {
                    assertThat(spool.recovery().tornBytes()).isZero();
                    SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
                    int first = entriesOf(damaged) + 1;
                    int last = entriesOf(damaged + 1);
                    List<String> expected = new ArrayList<>();
                    if (damaged > 0) {
                        expected.add(range(1, first - 1));
                    }
                    expected.add("!" + range(first, last) + " CORRUPT");
                    expected.add(range(last + 1, entriesOf(BLOCKS.length) + 1));
                    assertThat(read(reader)).as("byte %d", at).isEqualTo(expected);
                    assertThat(spool.counters().damagedBlocks()).as("byte %d", at).isOne();
                }
            }
        }
        assertThat(notices).isEmpty();
    }

    /** The last block is cut, all others are left where they are and are told. */
    @ParameterizedTest
    @EnumSource
    void everyByteOfABlockFlippedInTheLastSegment(SpoolCompression how) throws Exception {
        compression = how;
        long[] ends = write();
        byte[] whole = Files.readAllBytes(segment());
        int all = entriesOf(BLOCKS.length);
        for (int at = 0; at < whole.length; at++) {
            int offset = at;
            int damaged = (int) Arrays.stream(ends).filter(end -> end <= offset).count();
            byte[] flipped = whole.clone();
            flipped[at] ^= (byte) 0x80;
            Files.write(segment(), flipped);
            deleteTornFiles();
            int first = entriesOf(damaged) + 1;
            int last = entriesOf(damaged + 1);
            try (Spool spool = open()) {
                SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
                if (last < all) {
                    assertThat(spool.recovery().damagedBlocks()).as("byte %d", at).isOne();
                    assertThat(spool.recovery().tornBytes()).isZero();
                    List<String> expected = new ArrayList<>(first == 1 ? List.of() : List.of(range(1, first - 1)));
                    expected.addAll(List.of("!" + range(first, last) + " CORRUPT", range(last + 1, all)));
                    assertThat(read(reader)).as("byte %d", at).isEqualTo(expected);
                } else {
                    assertThat(spool.recovery().damagedBlocks()).isZero();
                    assertThat(onlyTornFile()).isEqualTo(Arrays.copyOfRange(flipped, (int) ends[damaged - 1],
                            flipped.length));
                    List<String> items = read(reader);
                    assertThat(items.get(0)).isEqualTo(range(1, first - 1));
                    // what the header named, if that is whole
                    assertThat(items.subList(1, items.size())).as("byte %d", at)
                            .isEqualTo(spool.recovery().tornEntries() == 0 ? List.of()
                                    : List.of("!" + range(first, last) + " TORN"));
                }
            }
        }
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
