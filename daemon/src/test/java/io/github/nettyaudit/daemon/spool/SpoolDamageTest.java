package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A spool that is cut at every byte, and one of which every byte is damaged. */
class SpoolDamageTest extends SmallSpool {
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
            int torn = headerIsWhole ? BLOCKS[blocks] : 0;
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
                if (torn > 0 && blocks > 0) {
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
                if (torn > 0 && blocks > 0) {
                    expected.addAll(List.of(range(1, entries), "!" + range(entries + 1, next - 1) + " TORN",
                            range(next, next + 1)));
                } else {
                    expected.add(range(entries == 0 ? next : 1, next + 1));
                }
                assertThat(read(spool.openReader(SpoolStart.OLDEST))).as("cut at %d", length).isEqualTo(expected);
            }
        }
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
}
