package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.entry;
import static io.github.nettyaudit.daemon.spool.Entries.names;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes in comes out, in order, also after the spool was closed. */
class SpoolTest {
    @TempDir
    private Path parent;

    private final List<String> notices = new ArrayList<>();

    private SpoolOptionsBuilder options() {
        return SpoolOptions.builder(parent.resolve("spool")).notices(notices::add);
    }

    private Spool open() throws IOException {
        return Spool.open(options().build());
    }

    @ParameterizedTest
    @EnumSource
    void whatIsWrittenIsRead(SpoolCompression compression) throws Exception {
        try (Spool spool = Spool.open(options().compression(compression).build())) {
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            assertThat(read(reader)).isEmpty();

            block(spool, 3);
            assertThat(read(reader)).containsExactly("1-3");
            assertThat(read(reader)).isEmpty();
            block(spool, 2);
            block(spool, 1);

            assertThat(read(reader)).containsExactly("4-6");
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-6");
            assertThat(read(spool.openReaderAt(2))).containsExactly("2-6");
            assertThat(read(spool.openReaderAt(6))).containsExactly("6");
            assertThat(read(spool.openReader(SpoolStart.NEWEST))).isEmpty();
        }
        assertThat(notices).isEmpty();
    }

    @Test
    void isReadAgainAfterItWasClosed() throws Exception {
        try (Spool spool = open()) {
            assertThat(spool.recovery()).isEqualTo(new SpoolRecovery(0, 0, 1, 1, 0, 0, List.of(), 0, 0, 0));
            block(spool, 3);
            Entries.add(spool, 2); // written by close()
        }
        try (Spool spool = open()) {
            assertThat(spool.recovery()).isEqualTo(new SpoolRecovery(1, spool.usedBytes(), 1, 6, 0, 0, List.of(), 0, 0,
                    0));
            assertThat(spool.writtenBefore()).isEqualTo(6);
            assertThat(spool.syncedBefore()).isEqualTo(6);
            block(spool, 1);
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-6");
            assertThat(segments(parent.resolve("spool"))).hasSize(1);
            assertThat(Files.size(segments(parent.resolve("spool")).get(0))).isEqualTo(spool.usedBytes());
        }
    }

    @Test
    void filesBelongToTheOwnerOnly() throws Exception {
        Path directory = parent.resolve("spool");
        try (Spool spool = open()) {
            block(spool, 1);
            spool.openReader("sink", SpoolStart.OLDEST);

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory))).isEqualTo("rwx------");
            assertThat(names(directory)).containsExactly("00000000000000000001.log", "id.pos", "lock", "positions");
            assertThat(Files.getPosixFilePermissions(directory.resolve("positions")))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            assertThat(names(directory.resolve("positions"))).containsExactly("sink.pos");
            for (String file : List.of("00000000000000000001.log", "id.pos", "lock", "positions/sink.pos")) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
                        .as(file).isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aDirectoryThatOthersCanWriteToIsRefused() throws Exception {
        Path directory = Files.createDirectory(parent.resolve("spool"));
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwx---"));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class)
                .hasMessage("other users may write to " + directory);
        assertThat(names(directory)).isEmpty();
    }

    @Test
    void aFileInPlaceOfTheDirectoryIsRefused() throws Exception {
        Path file = Files.createFile(parent.resolve("spool"));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessage(file + " is not a directory");
    }

    @Test
    void anEntryIsWrittenWithTheNextOnesUntilTheBlockIsFull() throws Exception {
        try (Spool spool = Spool.open(options().blockSize(4096).build())) {
            SpoolWriter writer = spool.writer();
            assertThat(writer.nextSequence()).isEqualTo(1);
            assertThat(writer.add(entry(1, 2000))).isTrue();
            assertThat(writer.add(entry(2, 2088))).isTrue(); // with both lengths exactly a block
            assertThat(writer.pendingEntries()).isEqualTo(2);
            assertThat(spool.counters().blocks()).isZero();

            assertThat(writer.add(entry(3, 1))).isTrue();

            assertThat(writer.pendingEntries()).isOne();
            assertThat(writer.nextSequence()).isEqualTo(4);
            assertThat(spool.counters().blocks()).isOne();
            assertThat(spool.counters().entries()).isEqualTo(2);
            assertThat(spool.counters().entryBytes()).isEqualTo(4096);
            assertThat(writer.flush()).isTrue();
            assertThat(writer.flush()).as("nothing to do").isTrue();
            assertThat(spool.counters().blocks()).isEqualTo(2);
            assertThat(spool.counters().blockBytes()).isEqualTo(spool.usedBytes());
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void entriesOfEveryLength(SpoolCompression compression) throws Exception {
        int[] lengths = {0, 1, 4096, 5000, 255 << 10, 0, 256 << 10, (256 << 10) + 1, 1 << 20, 16 << 20, 3};
        try (Spool spool = Spool.open(options().compression(compression).build())) {
            assertThat(spool.options().maxEntryLength()).isEqualTo(16 << 20);
            for (int length : lengths) {
                assertThat(spool.writer().add(entry(spool.writer().nextSequence(), length))).isTrue();
            }
            assertThat(spool.writer().flush()).isTrue();
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-" + lengths.length);
            assertThat(read(spool.openReaderAt(10))).containsExactly("10-" + lengths.length);

            ByteBuf tooLong = Unpooled.wrappedBuffer(new byte[(16 << 20) + 1]);
            assertThatIllegalArgumentException().isThrownBy(() -> spool.writer().add(tooLong))
                    .withMessage("entry: 16777217 bytes (expected: at most 16777216)");
            assertThat(spool.writer().nextSequence()).isEqualTo(lengths.length + 1);
        }
    }

    @Test
    void anEntryIsCopiedAndItsIndexesStay() throws Exception {
        try (Spool spool = open()) {
            ByteBuf entry = Unpooled.wrappedBuffer("..entry 1..".getBytes()).setIndex(2, 9);
            spool.writer().add(entry);
            assertThat(entry.readerIndex()).isEqualTo(2);
            assertThat(entry.writerIndex()).isEqualTo(9);
            entry.setZero(0, 11);
            spool.writer().flush();
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1");
        }
    }

    @Test
    void aBatchIsReadAsOftenAsWanted() throws Exception {
        long now = System.currentTimeMillis();
        try (Spool spool = Spool.open(options().clock(() -> now).build())) {
            block(spool, 5);
            SpoolBatch batch = (SpoolBatch) spool.openReaderAt(3).read(Duration.ZERO);

            assertThat(batch.timeMillis()).isEqualTo(now);
            assertThat(batch.firstSequence()).isEqualTo(3);
            assertThat(batch.lastSequence()).isEqualTo(5);
            assertThat(batch.size()).isEqualTo(3);
            assertThatThrownBy(batch::sequence).isInstanceOf(NoSuchElementException.class);
            assertThatThrownBy(batch::entry).isInstanceOf(NoSuchElementException.class);
            assertThat(batch.next()).isTrue();
            assertThat(batch.next()).isTrue();
            assertThat(batch.entry()).isEqualTo(entry(4));
            batch.entry().skipBytes(3); // moves the reader's index only
            assertThat(batch.next()).isTrue();
            assertThat(batch.entry()).isEqualTo(entry(5));
            assertThat(batch.next()).isFalse();
            assertThat(batch.next()).isFalse();
            batch.rewind();
            assertThatThrownBy(batch::entry).isInstanceOf(NoSuchElementException.class);
            assertThat(batch.next()).isTrue();
            assertThat(batch.entry()).isEqualTo(entry(3));
            assertThat(batch.sequence()).isEqualTo(3);
        }
    }

    @Test
    void theSourcePositionOfTheLastBlockIsKept() throws Exception {
        try (Spool spool = open()) {
            spool.writer().source(7, 100);
            block(spool, 1);
            spool.writer().source(7, 200);
        }
        try (Spool spool = open()) {
            assertThat(spool.recovery().sourceId()).isEqualTo(7);
            assertThat(spool.recovery().sourcePosition()).as("of a block that was written").isEqualTo(100);
            block(spool, 1);
            spool.writer().source(-1, -2);
            block(spool, 1);
        }
        try (Spool spool = open()) {
            assertThat(spool.recovery().sourceId()).isEqualTo(-1);
            assertThat(spool.recovery().sourcePosition()).isEqualTo(-2);
        }
    }

    @Test
    void theSourcePositionOfAnEarlierProcessGoesOn() throws Exception {
        try (Spool spool = open()) {
            spool.writer().source(7, 100);
            block(spool, 1);
        }
        try (Spool spool = open()) {
            block(spool, 1);
        }
        try (Spool spool = open()) {
            assertThat(spool.recovery().sourceId()).isEqualTo(7);
            assertThat(spool.recovery().sourcePosition()).isEqualTo(100);
        }
    }

    @Test
    void aSegmentEndsWhereTheNextBlockWouldNotFit() throws Exception {
        Path directory = parent.resolve("spool");
        try (Spool spool = Spool.open(options().segmentSize(64 << 10).compression(SpoolCompression.NONE).build())) {
            int length = (32 << 10) - SpoolBlockDescriptor.HEADER_LENGTH - SpoolBlockDescriptor.ENTRY_HEADER_LENGTH;
            for (int i = 0; i < 4; i++) {
                assertThat(Entries.longBlock(spool, length)).isTrue();
            }
            assertThat(segments(directory)).extracting(path -> path.getFileName().toString())
                    .containsExactly("00000000000000000001.log", "00000000000000000003.log");
            assertThat(segments(directory)).allSatisfy(file -> assertThat(Files.size(file)).isEqualTo(64 << 10));
            assertThat(spool.segments()).isEqualTo(2);
            assertThat(spool.usedBytes()).isEqualTo(128 << 10);
            assertThat(read(spool.openReader(SpoolStart.OLDEST))).containsExactly("1-4");
            assertThat(read(spool.openReaderAt(3))).containsExactly("3-4");
        }
        try (Spool spool = Spool.open(options().segmentSize(64 << 10).build())) {
            assertThat(spool.recovery()).isEqualTo(new SpoolRecovery(2, 128 << 10, 1, 5, 0, 0, List.of(), 0, 0, 0));
            SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
            block(spool, 1);
            assertThat(segments(directory)).hasSize(3);
            assertThat(read(reader)).containsExactly("1-5");
        }
    }

    @Test
    void aClosedSpoolTakesNothing() throws Exception {
        Spool spool = open();
        SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST);
        block(spool, 1);
        read(reader);
        spool.close();
        spool.close();

        assertThatIllegalStateException().isThrownBy(() -> spool.writer().add(entry(2)))
                .withMessage("the spool is closed");
        assertThatIllegalStateException().isThrownBy(() -> spool.writer().flush());
        assertThatThrownBy(() -> spool.openReader("other", SpoolStart.OLDEST)).isInstanceOf(IOException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> spool.openReaderAt(1)).isInstanceOf(IOException.class);
        assertThat(reader.read(Duration.ofSeconds(60))).isNull();
        assertThatIllegalStateException().isThrownBy(() -> reader.commit(1));
        assertThat(spool.readerPositions()).isEqualTo(Map.of("sink", 1L));
    }
}
