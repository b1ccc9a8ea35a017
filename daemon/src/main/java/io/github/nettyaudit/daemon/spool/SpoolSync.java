package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Forces blocks to the disk: on a thread of its own at an interval, or on the caller's. So the writer waits for the disk
 * only if it asks for that. Sealed segments are forced, and closed, before the active one; the directory after a segment
 * was made.
 */
final class SpoolSync implements AutoCloseable {
    private final Path directory;
    private final FileOperations files;
    private final LongSupplier written;
    private final SpoolCounters counters;
    private final SpoolTrouble trouble;
    private final Queue<ActiveSegment> sealed = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition closing = lock.newCondition();
    private volatile @Nullable ActiveSegment active;
    private volatile boolean directoryChanged = true;
    private volatile long synced;
    private volatile boolean closed;
    private @Nullable Thread timer;

    SpoolSync(Path directory, FileOperations files, LongSupplier written, SpoolCounters counters,
            SpoolTrouble trouble) {
        this.directory = directory;
        this.files = files;
        this.written = written;
        this.counters = counters;
        this.trouble = trouble;
        synced = written.getAsLong();
    }

    /** Starts the thread; an interval of 0 is none. */
    void start(long intervalNanos) {
        if (intervalNanos > 0) {
            timer = new Thread(() -> run(intervalNanos), "netty-audit-spool-sync");
            timer.setDaemon(true);
            timer.start();
        }
    }

    /** Before the first block of a segment. */
    void opened(ActiveSegment segment) {
        directoryChanged = true;
        active = segment;
    }

    /** After the last block of a segment, which is closed here once it is forced. */
    void sealed(ActiveSegment segment) {
        sealed.add(segment);
        active = null;
    }

    /** The sequence of the first entry that may not be on the disk yet. */
    long syncedBefore() {
        return synced;
    }

    private void run(long intervalNanos) {
        lock.lock();
        try {
            while (!closed) {
                if (closing.awaitNanos(intervalNanos) <= 0 && synced != written.getAsLong()) {
                    sync();
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // nobody else has this thread
        } finally {
            lock.unlock();
        }
    }

    /** Forces everything that was written before the call; returns whether that succeeded. */
    boolean sync() {
        lock.lock();
        long start = System.nanoTime();
        try {
            // in this order: what is written is in the active segment, or in one that was sealed before that was active
            long end = written.getAsLong();
            ActiveSegment last = active;
            for (ActiveSegment segment = sealed.peek(); segment != null; segment = sealed.peek()) {
                forceSealed(segment);
                segment.close();
                sealed.remove(segment);
            }
            if (last != null) {
                last.force();
            }
            if (directoryChanged) {
                directoryChanged = false;
                forceDirectory();
            }
            synced = end;
            counters.synced(System.nanoTime() - start);
            trouble.syncSucceeded();
            return true;
        } catch (IOException e) {
            counters.syncFailed();
            trouble.syncFailed(e);
            return false;
        } finally {
            lock.unlock();
        }
    }

    private static void forceSealed(ActiveSegment segment) throws IOException {
        try {
            segment.force();
        } catch (IOException e) {
            if (!segment.segment().isDropped()) {
                throw e;
            }
        }
    }

    /** Closes a sealed segment that was deleted: the disk has its bytes back only then. */
    void dropped(Segment segment) {
        for (ActiveSegment waiting : sealed) {
            if (waiting.segment() == segment && sealed.remove(waiting)) {
                try {
                    waiting.close();
                } catch (IOException e) {
                    counters.syncFailed();
                }
            }
        }
    }

    private void forceDirectory() throws IOException {
        boolean interrupted = Thread.interrupted(); // it would close the channel of the directory
        try {
            files.forceDirectory(directory);
        } catch (IOException e) {
            directoryChanged = true;
            throw e;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() throws IOException {
        sync();
        lock.lock();
        try {
            closed = true;
            closing.signalAll();
            for (ActiveSegment segment : sealed) {
                segment.close();
            }
            sealed.clear();
        } finally {
            lock.unlock();
        }
        if (timer != null) {
            try {
                timer.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
