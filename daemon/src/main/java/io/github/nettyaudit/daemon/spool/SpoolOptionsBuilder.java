package io.github.nettyaudit.daemon.spool;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Builds {@link SpoolOptions}. Not thread-safe; may be used again after {@link #build()}. */
public final class SpoolOptionsBuilder {
    /** The smallest bound on the segments, 1 MiB. */
    public static final long SMALLEST_SIZE = 1L << 20;
    /** The smallest segment, 64 KiB. */
    public static final long SMALLEST_SEGMENT_SIZE = 64L << 10;
    /** The smallest bound on a block, 4 KiB. */
    public static final int SMALLEST_BLOCK_SIZE = 4 << 10;
    /** The longest entry, 16 MiB. */
    public static final int LARGEST_ENTRY = SpoolBlockDescriptor.LARGEST_BODY - SpoolBlockDescriptor.ENTRY_HEADER_LENGTH;
    /** The largest bound on a block, 16 MiB. */
    public static final int LARGEST_BLOCK_SIZE = LARGEST_ENTRY;
    /** The longest time between two calls of fdatasync(2). */
    public static final Duration LONGEST_SYNC_INTERVAL = Duration.ofMinutes(1);

    private static final int SEGMENTS_AT_LEAST = 8;
    private static final int BLOCKS_OF_A_SEGMENT_AT_LEAST = 2;
    private static final int ENTRIES_AT_LEAST = 4;

    final Path directory;
    long size = 1L << 30;
    Duration syncInterval = Duration.ofMillis(500);
    WhenFull whenFull = WhenFull.DROP_OLDEST;
    SpoolCompression compression = SpoolCompression.ZSTD.isAvailable() ? SpoolCompression.ZSTD : SpoolCompression.NONE;
    Consumer<String> notices = SpoolNotices::log;
    LongSupplier clock = System::currentTimeMillis;
    FileOperations files = new FileOperations();
    private long segmentSize = 64L << 20;
    private int blockSize = 256 << 10;

    SpoolOptionsBuilder(Path directory) {
        this.directory = requireNonNull(directory, "directory");
    }

    private static long within(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ')');
        }
        return value;
    }

    /**
     * Sets the bound on the sum of all segments.
     *
     * @param bytes {@link #SMALLEST_SIZE} or more; 1 GiB by default
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public SpoolOptionsBuilder size(long bytes) {
        size = within("size", bytes, SMALLEST_SIZE, Long.MAX_VALUE);
        return this;
    }

    /**
     * Sets the length from which a segment gets no more blocks. A segment is the least that is deleted.
     *
     * @param bytes {@link #SMALLEST_SEGMENT_SIZE} or more; 64 MiB by default
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public SpoolOptionsBuilder segmentSize(long bytes) {
        segmentSize = within("segmentSize", bytes, SMALLEST_SEGMENT_SIZE, Long.MAX_VALUE);
        return this;
    }

    /**
     * Sets the bound on the entries of a block, before compression. What is added beyond it is written at once.
     *
     * @param bytes {@link #SMALLEST_BLOCK_SIZE} to {@link #LARGEST_BLOCK_SIZE}; 256 KiB by default
     * @return this builder
     * @throws IllegalArgumentException if the number is out of range
     */
    public SpoolOptionsBuilder blockSize(int bytes) {
        blockSize = (int) within("blockSize", bytes, SMALLEST_BLOCK_SIZE, LARGEST_BLOCK_SIZE);
        return this;
    }

    /**
     * Sets how often blocks are forced to the disk. A killed process loses no written block; a machine that fails may
     * lose those of so long a time.
     *
     * @param interval zero to {@link #LONGEST_SYNC_INTERVAL}; 500 ms by default. Zero forces each block before
     *                 {@link SpoolWriter#flush()} returns
     * @return this builder
     * @throws IllegalArgumentException if the time is out of range
     */
    public SpoolOptionsBuilder syncInterval(Duration interval) {
        if (interval.isNegative() || interval.compareTo(LONGEST_SYNC_INTERVAL) > 0) {
            throw new IllegalArgumentException("syncInterval: " + interval + " (expected: 0 to "
                    + LONGEST_SYNC_INTERVAL + ')');
        }
        syncInterval = interval;
        return this;
    }

    /**
     * Sets what happens when the bound is reached.
     *
     * @param policy {@link WhenFull#DROP_OLDEST} by default
     * @return this builder
     */
    public SpoolOptionsBuilder whenFull(WhenFull policy) {
        whenFull = requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets how new blocks are stored. Blocks of both kinds can lie in one spool.
     *
     * @param newCompression by default {@link SpoolCompression#ZSTD} if it is
     *                       {@linkplain SpoolCompression#isAvailable() available}, else {@link SpoolCompression#NONE}
     * @return this builder
     */
    public SpoolOptionsBuilder compression(SpoolCompression newCompression) {
        compression = requireNonNull(newCompression, "newCompression");
        return this;
    }

    /**
     * Sets who receives a sentence about each thing that somebody should know: damage that was found, a full disk and
     * its end, deleted segments.
     *
     * @param consumer called from any thread, must not block; by default Netty's logger at level warn
     * @return this builder
     */
    public SpoolOptionsBuilder notices(Consumer<String> consumer) {
        notices = requireNonNull(consumer, "consumer");
        return this;
    }

    /** Sets the source of the times of blocks, milliseconds since 1970. */
    SpoolOptionsBuilder clock(LongSupplier newClock) {
        clock = newClock;
        return this;
    }

    /** Sets how files are written. */
    SpoolOptionsBuilder files(FileOperations newFiles) {
        files = newFiles;
        return this;
    }

    long effectiveSegmentSize() {
        return Math.min(segmentSize, size / SEGMENTS_AT_LEAST);
    }

    int effectiveBlockSize() {
        return (int) Math.min(blockSize, effectiveSegmentSize() / BLOCKS_OF_A_SEGMENT_AT_LEAST);
    }

    int maxEntryLength() {
        return (int) Math.min(LARGEST_ENTRY, size / ENTRIES_AT_LEAST);
    }

    /**
     * Builds the options.
     *
     * @return new options
     */
    public SpoolOptions build() {
        return new SpoolOptions(this);
    }
}
