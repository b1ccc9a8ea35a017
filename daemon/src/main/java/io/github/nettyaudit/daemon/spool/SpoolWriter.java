package io.github.nettyaudit.daemon.spool;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.function.LongSupplier;

/**
 * Appends entries to a {@link Spool}. Entries are collected in a block, and a block is written by one call. One thread
 * adds and flushes; {@link #nextSequence()} belongs to it too.
 *
 * <p>What {@link #flush()} has written outlives the process. What a failure of the machine may cost is
 * {@link SpoolOptions#syncInterval()}.
 */
public final class SpoolWriter {
    private final BlockBuilder block;
    private final BlockLog log;
    private final SpoolSync sync;
    private final SpoolCounters counters;
    private final WhenFull whenFull;
    private final boolean syncsEachBlock;
    private final int maxEntryLength;
    private final LongSupplier clock;
    private long next;
    private long sourceId;
    private long sourcePosition;
    /** The entries directly before the block that were discarded, and why. */
    private long skipped;
    private SpoolGapCause skippedCause;
    private boolean closed;

    SpoolWriter(SpoolOptions options, BlockLog log, SpoolSync sync, SpoolCounters counters,
            SpoolRecovery recovery) {
        this.log = log;
        this.sync = sync;
        this.counters = counters;
        next = recovery.nextSequence();
        sourceId = recovery.sourceId();
        sourcePosition = recovery.sourcePosition();
        skipped = recovery.tornEntries();
        skippedCause = SpoolGapCause.TORN;
        block = new BlockBuilder(options.blockSize(), options.compression());
        whenFull = options.whenFull();
        syncsEachBlock = options.syncInterval().isZero();
        maxEntryLength = options.maxEntryLength();
        clock = options.clock();
    }

    /**
     * Adds an entry to the block. If the block has no room for it, the block is written before.
     *
     * @param entry the bytes between its reader and writer index, which are copied; the indexes are not moved
     * @return {@code true} if the entry has the sequence {@link #nextSequence()} - 1 now. {@code false} if there is no
     * space and the policy is {@link WhenFull#STOP}: the caller keeps the entry and tries again later
     * @throws IllegalArgumentException if the entry is longer than {@link SpoolOptions#maxEntryLength()}
     * @throws IllegalStateException    if the spool is closed
     */
    public boolean add(ByteBuf entry) {
        int length = entry.readableBytes();
        if (length > maxEntryLength) {
            throw new IllegalArgumentException("entry: " + length + " bytes (expected: at most " + maxEntryLength + ')');
        }
        requireOpen();
        if (!block.fits(length) && !flush()) {
            return false;
        }
        block.add(entry);
        next++;
        return true;
    }

    /**
     * Sets from where the source must be read again after a crash. It is stored with the next block that is written,
     * and {@link SpoolRecovery} returns it.
     *
     * @param id       which source, for example which file; any number
     * @param position everything before it is in entries that were added; any number
     */
    public void source(long id, long position) {
        sourceId = id;
        sourcePosition = position;
    }

    /**
     * Writes the block. Does nothing if it has no entry.
     *
     * @return {@code true} if no entry waits any more: they are written, or discarded as the policy says (and counted).
     * {@code false} if there is no space and the policy is {@link WhenFull#STOP}: the block is kept, call again later
     * @throws IllegalStateException if the spool is closed
     */
    public boolean flush() {
        requireOpen();
        return block.entries() == 0 || write();
    }

    private boolean write() {
        int entries = block.entries();
        long first = next - entries;
        ByteBuffer sealed = block.seal();
        SpoolBlockDescriptor.sequence(sealed, first, skipped, skippedCause);
        SpoolBlockDescriptor.origin(sealed, clock.getAsLong(), sourceId, sourcePosition);
        BlockLog.Outcome outcome = log.append(sealed, first, next);
        if (outcome == BlockLog.Outcome.WRITTEN) {
            counters.wrote(entries, block.bodyLength(), sealed.limit());
            skipped = 0;
            block.clear();
            if (syncsEachBlock) {
                sync.sync();
            }
            return true;
        }
        if (whenFull == WhenFull.STOP) {
            return false;
        }
        discard(entries, outcome == BlockLog.Outcome.FULL ? SpoolGapCause.DROPPED_NEWEST : SpoolGapCause.NOT_WRITTEN);
        return true;
    }

    private void discard(int entries, SpoolGapCause cause) {
        counters.dropped(cause, entries);
        if (skipped == 0) {
            skippedCause = cause;
        }
        skipped += entries;
        block.clear();
    }

    /**
     * Returns the sequence that the next entry gets.
     *
     * @return 1 or more
     */
    public long nextSequence() {
        return next;
    }

    /**
     * Returns how many entries were added and are neither written nor discarded.
     *
     * @return a number of entries
     */
    public int pendingEntries() {
        return block.entries();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the spool is closed");
        }
    }

    /** Writes what is left, and a block without entries if discarded ones were not told yet. */
    void close() {
        if (!closed) {
            if (block.entries() > 0 && !write()) {
                discard(block.entries(), SpoolGapCause.NOT_WRITTEN);
            }
            if (skipped > 0) {
                write();
            }
            closed = true;
            block.close();
        }
    }
}
