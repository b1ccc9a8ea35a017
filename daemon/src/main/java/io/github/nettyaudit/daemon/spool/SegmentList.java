package io.github.nettyaudit.daemon.spool;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a spool that this process writes. Changed by the writer's thread only; readers wait here for the next
 * block. The writer takes the lock only if a reader waits.
 */
final class SegmentList implements SegmentCatalog {
    private final ConcurrentSkipListMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
    private final long spoolId;
    private final long tornFrom;
    private final long tornBefore;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition written = lock.newCondition();
    private final Set<Runnable> writeListeners = new CopyOnWriteArraySet<>();
    private volatile int waiting;
    private volatile long next;
    private volatile long droppedBefore;
    private volatile long used;

    SegmentList(SpoolRecovery recovery, long droppedBefore, long spoolId) {
        this.spoolId = spoolId;
        this.droppedBefore = droppedBefore;
        next = recovery.nextSequence();
        tornBefore = next;
        tornFrom = next - recovery.tornEntries();
    }

    void add(Segment segment) {
        segments.put(segment.first(), segment);
        used += segment.length();
    }

    /** The listeners run after each block, on the writer's thread. */
    Set<Runnable> writeListeners() {
        return writeListeners;
    }

    /** Makes the blocks of a segment visible. */
    void publish(Segment segment, long length, long newNext) {
        used += length - segment.length();
        segment.length(length);
        next = newNext;
        if (waiting > 0) {
            wake();
        }
        for (Runnable listener : writeListeners) {
            listener.run();
        }
    }

    @Override
    public void wake() {
        lock.lock();
        try {
            written.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets a segment that was deleted because of the bound, with all sequences before the end. */
    void drop(Segment segment, long end) {
        droppedBefore = end;
        segment.drop();
        remove(segment);
    }

    void remove(Segment segment) {
        segments.remove(segment.first());
        used -= segment.length();
    }

    /** Forgets segments whose files somebody else has deleted, and returns them. */
    List<Segment> removeMissing() {
        List<Segment> missing = new ArrayList<>();
        for (Segment segment : segments.values()) {
            if (segment.isSealed() && Files.notExists(segment.path())) {
                missing.add(segment);
                remove(segment);
            }
        }
        return missing;
    }

    /** The sum of the lengths of all segments. */
    long used() {
        return used;
    }

    int size() {
        return segments.size();
    }

    private static @Nullable Segment segmentOf(Map.@Nullable Entry<Long, Segment> entry) {
        return entry == null ? null : entry.getValue();
    }

    @Override
    public @Nullable Segment floor(long sequence) {
        return segmentOf(segments.floorEntry(sequence));
    }

    @Override
    public @Nullable Segment after(long first) {
        return segmentOf(segments.higherEntry(first));
    }

    @Override
    public @Nullable Segment oldest() {
        return segmentOf(segments.firstEntry());
    }

    @Override
    public boolean isFinal(Segment segment) {
        return segment.isSealed();
    }

    @Override
    public long limit(Segment segment, FileChannel channel) {
        return segment.length();
    }

    @Override
    public long next() {
        return next;
    }

    @Override
    public SpoolGapCause causeOfMissing(long sequence) {
        return sequence < droppedBefore ? SpoolGapCause.DROPPED_OLDEST
                : sequence >= tornFrom && sequence < tornBefore ? SpoolGapCause.TORN : SpoolGapCause.MISSING;
    }

    @Override
    public long spoolId() {
        return spoolId;
    }

    @Override
    public boolean isWrittenElsewhere() {
        return false;
    }

    @Override
    public void await(long sequence, long nanos, BooleanSupplier isClosed) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            try {
                long left = nanos;
                while (next <= sequence && !isClosed.getAsBoolean() && left > 0) {
                    left = written.awaitNanos(left);
                }
            } finally {
                waiting--;
            }
        } finally {
            lock.unlock();
        }
    }
}
