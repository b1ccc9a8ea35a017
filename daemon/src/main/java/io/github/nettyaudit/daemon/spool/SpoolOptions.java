package io.github.nettyaudit.daemon.spool;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** The options of a {@link Spool}; immutable. {@link #builder(Path)} documents each of them. */
public final class SpoolOptions {
    private final Path directory;
    private final long size;
    private final long segmentSize;
    private final int blockSize;
    private final int maxEntryLength;
    private final Duration syncInterval;
    private final WhenFull whenFull;
    private final SpoolCompression compression;
    private final Consumer<String> notices;
    private final LongSupplier clock;
    private final FileOperations files;

    SpoolOptions(SpoolOptionsBuilder builder) {
        directory = builder.directory;
        size = builder.size;
        segmentSize = builder.effectiveSegmentSize();
        blockSize = builder.effectiveBlockSize();
        maxEntryLength = builder.maxEntryLength();
        syncInterval = builder.syncInterval;
        whenFull = builder.whenFull;
        compression = builder.compression;
        notices = new SpoolNotices(builder.notices);
        clock = builder.clock;
        files = builder.files;
    }

    /**
     * Returns a builder that is set to the defaults.
     *
     * @param directory where the spool lies; made with mode 0700 if it is not there
     * @return a new builder
     */
    public static SpoolOptionsBuilder builder(Path directory) {
        return new SpoolOptionsBuilder(directory);
    }

    /**
     * Returns where the spool lies.
     *
     * @return the directory
     */
    public Path directory() {
        return directory;
    }

    /**
     * Returns the bound on the sum of all segments.
     *
     * @return a number of bytes
     */
    public long size() {
        return size;
    }

    /**
     * Returns the length from which a segment gets no more blocks: what was set, and at most an eighth of
     * {@link #size()}, so that dropping the oldest segment drops a small part of the spool.
     *
     * @return a number of bytes
     */
    public long segmentSize() {
        return segmentSize;
    }

    /**
     * Returns the bound on the entries of a block, before compression: what was set, and at most half of
     * {@link #segmentSize()}. A longer entry has a block of its own.
     *
     * @return a number of bytes
     */
    public int blockSize() {
        return blockSize;
    }

    /**
     * Returns the length of the longest entry: 16 MiB, and at most a quarter of {@link #size()}.
     *
     * @return a number of bytes
     */
    public int maxEntryLength() {
        return maxEntryLength;
    }

    /**
     * Returns how long a written block may be lost by a failure of the machine (not of the process).
     *
     * @return the time between two calls of fdatasync(2); zero for one call after each block
     */
    public Duration syncInterval() {
        return syncInterval;
    }

    /**
     * Returns what happens when the bound is reached.
     *
     * @return the policy
     */
    public WhenFull whenFull() {
        return whenFull;
    }

    /**
     * Returns how new blocks are stored.
     *
     * @return the compression
     */
    public SpoolCompression compression() {
        return compression;
    }

    Consumer<String> notices() {
        return notices;
    }

    LongSupplier clock() {
        return clock;
    }

    FileOperations files() {
        return files;
    }
}
