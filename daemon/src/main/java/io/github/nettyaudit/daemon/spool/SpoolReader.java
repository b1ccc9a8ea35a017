package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a spool from a position on, and waits at its end for more. It never slows the writer. What it cannot get, it
 * reports as a {@link SpoolGap}, once, in order: each sequence from the position on is either in a batch or in a gap.
 *
 * <p>A named reader has a position that outlives the process, see {@link #commit(long)}. What was returned and not
 * committed is returned again by the next reader of that name.
 *
 * <p>One thread reads and commits; {@link #close()} may be called by any.
 */
public final class SpoolReader implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofDays(1000);

    private final SegmentCatalog catalog;
    private final SpoolCounters counters;
    private final @Nullable SpoolReaderOwner owner;
    private final @Nullable String name;
    private final SpoolBatch batch = new SpoolBatch();
    private final BlockBody bodies = new BlockBody();
    private volatile @Nullable BlockCursor cursor;
    private volatile boolean closed;
    private long expected;
    private long committed;
    /** Why the entries before the next block are missing, if they are. */
    private SpoolGapCause cause = SpoolGapCause.MISSING;
    /** At this length, no block was found after damage in a segment that another process writes. */
    private long searchedTo = -1;

    SpoolReader(SegmentCatalog catalog, SpoolCounters counters, long position, @Nullable SpoolReaderOwner owner,
            @Nullable String name) {
        this.catalog = catalog;
        this.counters = counters;
        this.owner = owner;
        this.name = name;
        expected = position;
        committed = position;
    }

    /**
     * Returns the name under which the position is stored.
     *
     * @return the name; {@code null} for a reader without one
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * Returns the sequence that is read next.
     *
     * @return the one after the last of the items that were returned
     */
    public long position() {
        return expected;
    }

    /**
     * Reads the next entries, or the report that some are missing.
     *
     * @param wait how long to wait at the end of the spool; zero to look once
     * @return a {@link SpoolBatch} that is valid until the next call, or a {@link SpoolGap}; {@code null} if there was
     * nothing in that time, or the spool was closed
     * @throws IOException          if a file cannot be read, or a block is compressed and the library is missing. The
     *                              position stays as it is, so the call can be repeated
     * @throws InterruptedException if the thread is interrupted
     */
    public @Nullable SpoolItem read(Duration wait) throws IOException, InterruptedException {
        long start = System.nanoTime();
        long most = (wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT).toNanos();
        while (true) {
            SpoolItem item = step();
            if (item != null) {
                expected = item.lastSequence() + 1;
                return item;
            }
            long left = most - (System.nanoTime() - start);
            if (left <= 0 || closed) {
                return null;
            }
            catalog.await(expected, left, () -> closed);
        }
    }

    private @Nullable SpoolItem step() throws IOException, InterruptedException {
        synchronized (bodies) {
            return next();
        }
    }

    private @Nullable SpoolItem next() throws IOException, InterruptedException {
        while (!closed) {
            // before anything else is looked at: each entry before it is in a segment, or lost
            long written = catalog.next();
            BlockCursor open = cursor;
            try {
                if (open == null) {
                    open = open();
                }
                SpoolItem item = open == null ? null : next(open);
                if (item == null && open != null && (reopen(open) || follow(open))) {
                    continue;
                }
                return item != null || expected >= written ? item : gapAtEnd(written);
            } catch (ClosedByInterruptException e) {
                closeCursor();
                Thread.interrupted();
                throw new InterruptedException("interrupted while reading " + name);
            } catch (ClosedChannelException e) {
                closeCursor(); // the segment was dropped, or the reader closed
            }
        }
        return null;
    }

    /** Opens the segment of the next entry, or the one after it; {@code null} if there is none. */
    private @Nullable BlockCursor open() throws IOException {
        Segment segment = catalog.floor(expected);
        if (segment == null) {
            segment = catalog.oldest();
            cause = catalog.causeOfMissing(expected);
        }
        return open(segment);
    }

    private @Nullable BlockCursor open(@Nullable Segment first) throws IOException {
        for (Segment segment = first; segment != null; segment = catalog.after(segment.first())) {
            try {
                BlockCursor opened = new BlockCursor(segment, catalog.spoolId());
                closeCursor();
                cursor = opened;
                searchedTo = -1;
                if (segment.isDropped() || closed) {
                    opened.close();
                }
                return opened;
            } catch (NoSuchFileException e) {
                cause = catalog.causeOfMissing(expected);
            }
        }
        return null;
    }

    private SpoolGap gapAtEnd(long end) {
        return new SpoolGap(expected, end - 1, cause == SpoolGapCause.CORRUPT ? cause
                : catalog.causeOfMissing(expected));
    }

    /** Returns the next item of a segment; {@code null} at its end, or where nothing can be read yet. */
    private @Nullable SpoolItem next(BlockCursor open) throws IOException {
        while (true) {
            long limit = catalog.limit(open.segment(), open.channel());
            BlockCursor.Step step = open.look(limit);
            if (step == BlockCursor.Step.DAMAGE) {
                // asked only now, since a directory is listed for it, and before the limit, which then is the last one
                boolean isFinal = catalog.isFinal(open.segment());
                limit = catalog.limit(open.segment(), open.channel());
                step = open.look(limit);
                if (step == BlockCursor.Step.DAMAGE && !isFinal && isBeingWritten(open, limit)) {
                    return null;
                }
            }
            if (step == BlockCursor.Step.END) {
                return null;
            }
            SpoolItem item = step == BlockCursor.Step.BLOCK ? block(open) : damage(open, limit);
            if (item != null) {
                return item;
            }
        }
    }

    /** In a segment that another process writes, what is no block may be half of one, unless a block follows. */
    private boolean isBeingWritten(BlockCursor open, long limit) throws IOException {
        if (!catalog.isWrittenElsewhere()) {
            return false;
        }
        if (limit == searchedTo || !open.hasNext(limit)) {
            searchedTo = limit;
            return true;
        }
        return false;
    }

    /** Goes on with the next segment, if there is one and this one is final. */
    private boolean follow(BlockCursor open) throws IOException {
        return catalog.isFinal(open.segment()) && open.offset() >= catalog.limit(open.segment(), open.channel())
                && open(catalog.after(open.segment().first())) != null;
    }

    /**
     * Another process cuts its last segment when it starts, behind the last whole block, and deletes it if there is none.
     * What is written then begins before the offset, in a new file of the same name, or in the segment before.
     */
    private boolean reopen(BlockCursor open) throws IOException {
        if (!catalog.isWrittenElsewhere() || !isCut(open)) {
            return false;
        }
        closeCursor();
        return true;
    }

    private static boolean isCut(BlockCursor open) throws IOException {
        long size = open.channel().size();
        if (size > 0) {
            return open.offset() > size;
        }
        try {
            return Files.size(open.segment().path()) > 0; // if not, it is new
        } catch (NoSuchFileException e) {
            return true;
        }
    }

    private @Nullable SpoolItem block(BlockCursor open) throws IOException {
        long first = SpoolBlockDescriptor.firstSequence(open.header());
        long end = first + SpoolBlockDescriptor.entries(open.header());
        if (first > expected) {
            return gapBefore(open, first);
        }
        if (end <= expected) {
            open.skip();
            return null;
        }
        cause = SpoolGapCause.MISSING;
        ByteBuffer body = bodies.read(open);
        boolean whole = body != null && batch.wrap(body, open.header(), expected);
        open.skip();
        if (!whole) {
            counters.foundDamage();
            return new SpoolGap(expected, end - 1, SpoolGapCause.CORRUPT);
        }
        return batch;
    }

    /** Those directly before a block that its header tells of have another cause than those before them. */
    private SpoolGap gapBefore(BlockCursor open, long first) {
        long told = Math.max(expected, first - Math.max(0, SpoolBlockDescriptor.skipped(open.header())));
        return told > expected ? new SpoolGap(expected, told - 1, cause)
                : new SpoolGap(expected, first - 1, SpoolBlockDescriptor.cause(open.header()));
    }

    /** Goes to the next block, or to the end of the segment; what is missing before the segment has another cause. */
    private @Nullable SpoolGap damage(BlockCursor open, long limit) throws IOException {
        long segmentStart = open.segment().first();
        if (expected < segmentStart) {
            return new SpoolGap(expected, segmentStart - 1, cause);
        }
        cause = SpoolGapCause.CORRUPT;
        counters.foundDamage();
        open.search(limit);
        return null;
    }

    /**
     * Goes to the end of the spool without reading what is before it.
     *
     * @return how many entries are left out
     * @throws IOException if the open file cannot be closed
     */
    public long skipToNewest() throws IOException {
        long newest = Math.max(expected, catalog.next());
        long left = newest - expected;
        if (left > 0) {
            closeCursor();
            cause = SpoolGapCause.MISSING;
            expected = newest;
        }
        return left;
    }

    /**
     * Stores that everything up to a sequence has been dealt with: durably, under a temporary name that is renamed. The
     * next reader of this name starts after it.
     *
     * @param sequence the last sequence of an item that was returned, or of a part of it; committing less than before
     *                 does nothing
     * @throws IOException              if the position cannot be stored; the earlier one remains
     * @throws IllegalArgumentException if the sequence was not returned yet
     * @throws IllegalStateException    if the reader has no name, or is closed
     */
    public void commit(long sequence) throws IOException {
        if (owner == null || name == null) {
            throw new IllegalStateException("a reader without a name has no position to store");
        }
        if (sequence >= expected) {
            throw new IllegalArgumentException("sequence: " + sequence + " (expected: at most " + (expected - 1)
                    + ", the last one that was read)");
        }
        if (closed) {
            throw new IllegalStateException("the reader " + name + " is closed");
        }
        if (sequence >= committed) {
            owner.commit(name, sequence + 1);
            committed = sequence + 1;
        }
    }

    /** Lets go of a segment that was deleted; called by the writer's thread. */
    void dropped(Segment segment) {
        BlockCursor open = cursor;
        if (open != null && open.segment() == segment) {
            closeQuietly(open);
        }
    }

    private void closeCursor() throws IOException {
        BlockCursor open = cursor;
        cursor = null;
        if (open != null) {
            open.close();
        }
    }

    private static void closeQuietly(BlockCursor open) {
        try {
            open.close();
        } catch (IOException e) {
            // a file that was only read
        }
    }

    /** Ends the reader; one that waits in {@link #read} returns {@code null}. Nothing is committed. */
    @Override
    public void close() {
        closed = true;
        catalog.wake();
        BlockCursor open = cursor;
        if (open != null) {
            closeQuietly(open);
        }
        synchronized (bodies) {
            bodies.close();
        }
        if (owner != null) {
            owner.closed(this);
        }
    }
}
