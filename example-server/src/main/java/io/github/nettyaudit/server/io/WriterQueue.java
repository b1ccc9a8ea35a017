package io.github.nettyaudit.server.io;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue and the thread that writes what is in it, for outputs whose writing may block. {@link #offer} never
 * blocks: when the bound is reached, items are dropped until half of the bound is free again, so that the reader gets
 * long unbroken pieces.
 *
 * <p>When a write fails the queue is broken for good, and takes nothing more. Safe for any number of threads.
 *
 * @param <T> what is written
 */
public final class WriterQueue<T> {
    /**
     * What the items are and where they go. {@link #dropped} and {@link #dropReport} are called with the queue's lock
     * held: they see each other's effects, and must be short.
     *
     * @param <T> what is written
     */
    public interface Target<T> {
        /**
         * Writes an item; may block. Called on the queue's thread.
         *
         * @param item the item
         * @throws IOException if nothing can be written any more
         */
        void write(T item) throws IOException;

        /**
         * Returns how much of the queue's bound an item takes.
         *
         * @param item the item
         * @return its size, in the unit of the bound
         */
        long size(T item);

        /**
         * Frees an item that was taken and is no longer needed, written or not.
         *
         * @param item the item
         */
        default void release(T item) {
        }

        /**
         * Counts an item that is not taken because the queue is full.
         *
         * @param item the item; it stays the caller's of {@link WriterQueue#offer}
         */
        void dropped(T item);

        /**
         * Makes the item that reports what was dropped; it is written in the place where that is missing.
         *
         * @return the item; {@code null} if there is none
         */
        default @Nullable T dropReport() {
            return null;
        }

        /**
         * Reports, once and on the queue's thread, that nothing can be written any more.
         *
         * @param cause why
         */
        void broken(IOException cause);
    }

    private final Target<T> target;
    private final long limit;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToDo = lock.newCondition();
    // all below: under the lock
    private final ArrayDeque<T> items = new ArrayDeque<>();
    private long pending;
    private boolean dropping;
    private boolean closing;
    private boolean broken;

    /**
     * Creates a queue whose thread does not run yet.
     *
     * @param threadName the name of the thread
     * @param limit      the sum of the sizes at which items are dropped; one item may exceed it
     * @param target     writes the items
     */
    public WriterQueue(String threadName, long limit, Target<T> target) {
        this.target = target;
        this.limit = limit;
        writer = new Thread(this::writeUntilClosed, threadName);
        writer.setDaemon(true); // a write may never return; the process must be able to end all the same
    }

    /**
     * Starts the thread.
     *
     * @return this queue
     */
    public WriterQueue<T> start() {
        writer.start();
        return this;
    }

    /**
     * Takes an item, or drops it.
     *
     * @param item the item; it becomes the queue's if it is taken
     * @return whether it was taken; {@code false} if the queue is full, closed or broken
     */
    public boolean offer(T item) {
        lock.lock();
        try {
            if (broken || closing) {
                return false;
            }
            if (dropping || pending >= limit) {
                dropping = true;
                target.dropped(item);
                return false;
            }
            append(item);
            somethingToDo.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void append(T item) {
        items.add(item);
        pending += target.size(item);
    }

    /**
     * Returns the sum of the sizes of all items that are taken and not yet written.
     *
     * @return a sum in the unit of the bound
     */
    public long pending() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes nothing more, and waits until all is written.
     *
     * @param patience the longest wait; what is not written then is discarded
     * @return whether all was written
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean close(Duration patience) throws InterruptedException {
        lock.lock();
        try {
            closing = true;
            somethingToDo.signal();
        } finally {
            lock.unlock();
        }
        writer.join(Math.max(1, patience.toMillis()));
        boolean written = !writer.isAlive();
        breakOff();
        return written;
    }

    private void writeUntilClosed() {
        try {
            for (T item = next(); item != null; item = next()) {
                try {
                    target.write(item);
                } finally {
                    written(item);
                }
            }
        } catch (IOException e) {
            breakOff();
            target.broken(e);
        } catch (RuntimeException e) {
            breakOff();
            target.broken(new IOException("unexpected: " + e, e));
        } catch (InterruptedException e) {
            breakOff();
        }
    }

    /** Waits for the next item; {@code null} when there will be none. */
    private @Nullable T next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                T item = items.poll();
                if (item != null || broken || closing) {
                    return item;
                }
                somethingToDo.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void written(T item) {
        lock.lock();
        try {
            free(item);
            if (dropping && pending <= limit / 2) {
                dropping = false; // from here on items are taken again; the reader first learns what is missing
                T report = target.dropReport();
                if (report != null) {
                    append(report);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private void free(T item) {
        pending -= target.size(item);
        target.release(item);
    }

    /** Discards the queue, for good. */
    private void breakOff() {
        lock.lock();
        try {
            broken = true;
            for (T item = items.poll(); item != null; item = items.poll()) {
                free(item);
            }
        } finally {
            lock.unlock();
        }
    }
}
