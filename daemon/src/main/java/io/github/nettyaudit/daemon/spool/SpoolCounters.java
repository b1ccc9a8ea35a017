package io.github.nettyaudit.daemon.spool;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/** What a {@link Spool} has done since it was opened. Each number may be read by any thread and never decreases. */
public final class SpoolCounters {
    private final LongAdder entries = new LongAdder();
    private final LongAdder entryBytes = new LongAdder();
    private final LongAdder blocks = new LongAdder();
    private final LongAdder blockBytes = new LongAdder();
    private final LongAdder syncs = new LongAdder();
    private final LongAdder syncNanos = new LongAdder();
    private final LongAdder syncFailures = new LongAdder();
    private final LongAdder writeFailures = new LongAdder();
    private final LongAdder damagedBlocks = new LongAdder();
    private final LongAdder droppedSegments = new LongAdder();
    private final AtomicLongArray dropped = new AtomicLongArray(SpoolGapCause.values().length);

    SpoolCounters() {
    }

    void wrote(int blockEntries, long bytes, long storedBytes) {
        entries.add(blockEntries);
        entryBytes.add(bytes);
        blocks.increment();
        blockBytes.add(storedBytes);
    }

    void synced(long nanos) {
        syncs.increment();
        syncNanos.add(nanos);
    }

    void syncFailed() {
        syncFailures.increment();
    }

    void writeFailed() {
        writeFailures.increment();
    }

    void foundDamage() {
        damagedBlocks.increment();
    }

    void droppedSegment() {
        droppedSegments.increment();
    }

    void dropped(SpoolGapCause cause, long number) {
        dropped.addAndGet(cause.ordinal(), number);
    }

    /**
     * Returns how many entries were written.
     *
     * @return a number of entries
     */
    public long entries() {
        return entries.sum();
    }

    /**
     * Returns the length of the written entries.
     *
     * @return a number of bytes, before compression, with 4 bytes for each entry
     */
    public long entryBytes() {
        return entryBytes.sum();
    }

    /**
     * Returns how many blocks were written.
     *
     * @return a number of blocks
     */
    public long blocks() {
        return blocks.sum();
    }

    /**
     * Returns the length of the written blocks.
     *
     * @return a number of bytes, as in the files
     */
    public long blockBytes() {
        return blockBytes.sum();
    }

    /**
     * Returns how often files were forced to the disk.
     *
     * @return a number of successful rounds
     */
    public long syncs() {
        return syncs.sum();
    }

    /**
     * Returns how long the successful rounds have taken.
     *
     * @return a number of nanoseconds
     */
    public long syncNanos() {
        return syncNanos.sum();
    }

    /**
     * Returns how often files could not be forced to the disk.
     *
     * @return a number of rounds that failed
     */
    public long syncFailures() {
        return syncFailures.sum();
    }

    /**
     * Returns how often a block could not be written because the disk was full or failed. An attempt that succeeds after
     * old segments were deleted counts too; reaching the bound of the spool does not.
     *
     * @return a number of attempts
     */
    public long writeFailures() {
        return writeFailures.sum();
    }

    /**
     * Returns how many damaged places readers have found; each reader counts for itself.
     *
     * @return a number of places, each of one block or more
     */
    public long damagedBlocks() {
        return damagedBlocks.sum();
    }

    /**
     * Returns how many segments were deleted because of the bound.
     *
     * @return a number of segments, read and unread
     */
    public long droppedSegments() {
        return droppedSegments.sum();
    }

    /**
     * Returns how many entries the spool has discarded.
     *
     * @param cause {@link SpoolGapCause#DROPPED_NEWEST} and {@link SpoolGapCause#NOT_WRITTEN}: new entries that were not
     *              stored. {@link SpoolGapCause#DROPPED_OLDEST}: entries of deleted segments that at least one named
     *              reader had not committed. The others are always 0
     * @return a number of entries
     */
    public long dropped(SpoolGapCause cause) {
        return dropped.get(cause.ordinal());
    }
}
