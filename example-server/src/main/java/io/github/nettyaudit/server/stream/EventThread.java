package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets {@link EventLines} work on a thread of their own, so that the loop that reads from the kernel only copies each
 * record. What waits for the thread is bounded: beyond that, records are dropped, counted, and reported as a loss in the
 * place where they are missing.
 *
 * <p>The methods of {@link EventInput} must be called on the data channel's event loop.
 */
public final class EventThread implements EventInput {
    /** Bytes of a chunk, unless a single record is longer. */
    static final int CHUNK_SIZE = 64 * 1024;
    private static final int HEADER = 2 * Integer.BYTES;

    private final EventLines lines;
    private final StreamCounters counters;
    private final ByteBufAllocator allocator;
    private final long limit;
    private final AtomicLong pending = new AtomicLong();
    // not one of Netty's own threads: names of users are waited for on this one
    private final EventExecutor executor = new DefaultEventExecutor(task -> {
        Thread thread = new Thread(task, "audit-events");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable ByteBuf chunk;
    private long dropped;

    /**
     * Creates the thread.
     *
     * @param lines     are used on the thread only
     * @param counters  count the records that are dropped
     * @param allocator for the copies of the records
     * @param limit     bytes of records that may wait for the thread
     */
    public EventThread(EventLines lines, StreamCounters counters, ByteBufAllocator allocator, long limit) {
        this.lines = lines;
        this.counters = counters;
        this.allocator = allocator;
        this.limit = limit;
    }

    /**
     * Starts to end events that have lasted too long.
     *
     * @param millis half of the timeout of events, in milliseconds
     */
    public void startTicks(long millis) {
        executor.scheduleAtFixedRate(lines::tick, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void record(int type, ByteBuf text) {
        int length = text.readableBytes();
        if (pending.get() >= limit) {
            dropped++;
            return;
        }
        try {
            if (dropped > 0) {
                handOver();
                reportDropped();
            }
            ByteBuf target = chunk;
            if (target != null && target.writableBytes() < HEADER + length) {
                handOver();
                target = null;
            }
            if (target == null) {
                int size = Math.max(CHUNK_SIZE, HEADER + length);
                target = allocator.buffer(size, size);
                chunk = target;
            }
            target.writeInt(type).writeInt(length).writeBytes(text, text.readerIndex(), length);
        } catch (OutOfMemoryError e) {
            dropped++;
        }
    }

    private void reportDropped() {
        long records = dropped;
        if (records > 0) {
            dropped = 0;
            counters.addUndelivered(records);
            execute(() -> lines.loss(AuditLossKind.DROPPED, records,
                    "Records came faster than events could be written, and too many of them waited."));
        }
    }

    private void handOver() {
        ByteBuf full = chunk;
        if (full == null) {
            return;
        }
        chunk = null;
        int bytes = full.readableBytes();
        pending.addAndGet(bytes);
        if (!execute(() -> read(full, bytes))) {
            release(full, bytes);
        }
    }

    /** On the thread. */
    private void read(ByteBuf full, int bytes) {
        try {
            while (full.isReadable()) {
                int type = full.readInt();
                lines.record(type, full.readSlice(full.readInt()));
            }
            lines.flush();
        } finally {
            release(full, bytes);
        }
    }

    private void release(ByteBuf full, int bytes) {
        full.release();
        pending.addAndGet(-bytes);
    }

    private boolean execute(Runnable task) {
        try {
            executor.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // after the end
        }
    }

    @Override
    public void loss(AuditLossKind kind, long count, String detail) {
        handOver();
        execute(() -> lines.loss(kind, count, detail));
    }

    @Override
    public void kernelLost(long lost) {
        lines.kernelLost(lost); // from any thread
    }

    @Override
    public boolean isWanted() {
        return lines.isWanted();
    }

    @Override
    public void flush() {
        if (chunk != null) {
            handOver();
        } else if (dropped > 0 && pending.get() < limit) {
            reportDropped();
        } else {
            return;
        }
        execute(lines::flush);
    }

    @Override
    public void close() {
        handOver();
        reportDropped();
        execute(lines::close);
    }

    /**
     * Waits until all that was taken is written.
     *
     * @param deadline the end of the wait, by {@link System#nanoTime()}
     * @return whether all is written
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    public boolean drain(long deadline) throws InterruptedException {
        try {
            return executor.submit(() -> { }).await(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            return true;
        }
    }

    /** Ends the thread, after {@link #close()}. */
    public void shutDown() {
        executor.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
