package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.longBlock;
import static io.github.nettyaudit.daemon.spool.Entries.read;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Segments that somebody changes while the spool is open, and which of them are held open. */
class SpoolSegmentFaultTest {
    private static final int HEADERS = SpoolBlockDescriptor.HEADER_LENGTH + SpoolBlockDescriptor.ENTRY_HEADER_LENGTH;
    /** Three of these blocks are a segment. */
    private static final int BLOCK = 20 << 10;

    @TempDir
    private Path parent;

    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(SpoolOptions.builder(directory()).segmentSize(64 << 10).syncInterval(Duration.ofMinutes(1))
                .compression(SpoolCompression.NONE).notices(notice -> { }).build());
    }

    @AfterEach
    void close() throws IOException {
        spool.close();
    }

    private Path directory() {
        return parent.resolve("spool");
    }

    private void write(int blocks) {
        for (int i = 0; i < blocks; i++) {
            writeBlock(BLOCK);
        }
    }

    private void writeBlock(int length) {
        assertThat(longBlock(spool, length - HEADERS)).isTrue();
    }

    private static void damage(Path segment, long offset) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        bytes[(int) offset] ^= 1;
        Files.write(segment, bytes);
    }

    private static void cut(Path segment, long length) throws IOException {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            channel.truncate(length);
        }
    }

    private List<String> readAll() throws Exception {
        return read(spool.openReader(SpoolStart.OLDEST));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 50, 1000})
    void aSegmentThatIsCutEndsThere(int rest) throws Exception {
        write(7);
        cut(segments(directory()).get(1), BLOCK + rest);

        List<String> lost = rest < SpoolBlockDescriptor.HEADER_LENGTH ? List.of("!5-6 CORRUPT")
                : List.of("!5 CORRUPT", "!6 CORRUPT"); // the first one has its header
        assertThat(readAll()).startsWith("1-4").endsWith("7").containsAll(lost).hasSize(2 + lost.size());
    }

    @Test
    void damageAtTheEndOfTheActiveSegmentIsNotWaitedFor() throws Exception {
        write(3);
        damage(segments(directory()).get(0), 2 * BLOCK);

        assertThat(readAll()).containsExactly("1-2", "!3 CORRUPT");
    }

    @Test
    void aMissingSegmentBeforeADamagedOneIsAGapOfItsOwn() throws Exception {
        write(7);
        Files.delete(segments(directory()).get(0));
        damage(segments(directory()).get(0), 0);

        assertThat(readAll()).containsExactly("!1-3 MISSING", "!4 CORRUPT", "5-7");
    }

    /** The search reads the file in pieces of 64 KiB. */
    @ParameterizedTest
    @ValueSource(ints = {(64 << 10) - 4, (64 << 10) - 3, (64 << 10) - 2, (64 << 10) - 1, 64 << 10, (64 << 10) + 1,
        (64 << 10) + 2, (64 << 10) + 3, 200 << 10})
    void theNextBlockAfterDamageIsFoundWhereverItBegins(int length) throws Exception {
        spool.close();
        spool = Spool.open(SpoolOptions.builder(directory()).compression(SpoolCompression.NONE).build());
        writeBlock(length);
        writeBlock(100);
        writeBlock(100);
        damage(segments(directory()).get(0), 0);

        assertThat(readAll()).containsExactly("!1 CORRUPT", "2-3");
    }

    @Test
    void readersOfSeveralThreadsWaitAtTheSameTime() throws Exception {
        SpoolReader one = spool.openReader(SpoolStart.OLDEST);
        SpoolReader two = spool.openReader(SpoolStart.OLDEST);
        assertThat(one.read(Duration.ofMillis(1))).isNull();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            try {
                assertThat(two.read(Duration.ofMillis(1))).isNull();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        other.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aReaderHoldsOneSegmentOpenAndAClosedOneNone() throws Exception {
        write(10);
        assertThat(spool.sync()).isTrue();
        String last = segments(directory()).get(3).getFileName().toString();
        assertThat(openSegments()).as("the writer's").containsExactly(last);
        SpoolReader reader = spool.openReader(SpoolStart.OLDEST);
        read(reader);
        assertThat(openSegments()).containsExactly(last, last);
        reader.close();
        assertThat(openSegments()).containsExactly(last);
        SpoolReader viewer = SpoolDirectory.open(directory()).openReader(SpoolStart.OLDEST);
        read(viewer);
        assertThat(openSegments()).containsExactly(last, last);
        viewer.close();
        spool.close();
        assertThat(openSegments()).isEmpty();
    }

    /** The disk has the bytes of a deleted file back when nobody has it open. */
    @Test
    void aDeletedSegmentIsNotHeldOpen() throws Exception {
        spool.close();
        spool = Spool.open(SpoolOptions.builder(directory()).size(1 << 20).segmentSize(64 << 10)
                .syncInterval(Duration.ofMinutes(1)).compression(SpoolCompression.NONE).build());
        write(70);

        assertThat(spool.counters().droppedSegments()).isPositive();
        assertThat(openSegments()).containsExactlyInAnyOrderElementsOf(
                segments(directory()).stream().map(path -> path.getFileName().toString()).toList());
    }

    @Test
    void nothingIsHeldOpenIfTheLastSyncFails() throws Exception {
        spool.close();
        FailingFiles files = new FailingFiles();
        spool = Spool.open(SpoolOptions.builder(directory()).segmentSize(64 << 10).files(files)
                .syncInterval(Duration.ofMinutes(1)).compression(SpoolCompression.NONE).notices(notice -> { }).build());
        write(7);
        assertThat(openSegments()).hasSize(3);
        files.forceError = "Input/output error";
        spool.close();

        assertThat(openSegments()).isEmpty();
    }

    /** The names of the segments of this spool that this process has open, once for each descriptor. */
    private List<String> openSegments() throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                try {
                    Path file = Files.readSymbolicLink(descriptor);
                    if (file.startsWith(directory().toRealPath()) && file.toString().contains(".log")) {
                        names.add(file.getFileName().toString());
                    }
                } catch (NoSuchFileException e) {
                    // the one of the list itself
                }
            }
        }
        return names;
    }
}
