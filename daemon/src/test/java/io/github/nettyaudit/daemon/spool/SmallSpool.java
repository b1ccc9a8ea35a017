package io.github.nettyaudit.daemon.spool;

import static io.github.nettyaudit.daemon.spool.Entries.block;
import static io.github.nettyaudit.daemon.spool.Entries.names;
import static io.github.nettyaudit.daemon.spool.Entries.segments;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A spool of four blocks in one segment, for tests that damage it. */
abstract class SmallSpool {
    static final int[] BLOCKS = {2, 1, 3, 2};

    @TempDir
    private Path parent;

    final List<String> notices = new ArrayList<>();
    Path directory;
    SpoolCompression compression = SpoolCompression.NONE;

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

    final Spool open() throws IOException {
        return Spool.open(options().syncInterval(Duration.ofMinutes(1)).build());
    }

    /** Writes the blocks and returns their ends in the file. */
    final long[] write() throws IOException {
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

    final Path segment() throws IOException {
        return segments(directory).get(0);
    }

    final byte[] onlyTornFile() throws IOException {
        List<String> torn = names(directory).stream().filter(name -> name.endsWith(".torn")).toList();
        assertThat(torn).hasSize(1);
        return Files.readAllBytes(directory.resolve(torn.get(0)));
    }

    final void deleteTornFiles() throws IOException {
        for (String name : names(directory)) {
            if (name.endsWith(".torn")) {
                Files.delete(directory.resolve(name));
            }
        }
    }

    static int entriesOf(int blocks) {
        return Arrays.stream(BLOCKS).limit(blocks).sum();
    }

    static String range(int last) {
        return last == 1 ? "1" : "1-" + last;
    }

    static String range(int first, int last) {
        return first == last ? String.valueOf(first) : first + "-" + last;
    }
}
