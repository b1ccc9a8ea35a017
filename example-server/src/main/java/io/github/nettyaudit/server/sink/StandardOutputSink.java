package io.github.nettyaudit.server.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, or any other channel that may block: written by a thread of its own out of a queue that is bounded
 * in bytes.
 *
 * <p>When a write fails, most often because the reader has gone ({@code | head}), the sink is broken for good: it
 * tells its listener once, and takes nothing any more.
 */
public final class StandardOutputSink implements LineSink {
    /** The name of this sink in the stream's {@code dropped} lines. */
    public static final String NAME = "stdout";

    private final WritableByteChannel output;
    private final int limit;
    private final Consumer<IOException> whenBroken;
    private final Thread writer;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToDo = lock.newCondition();
    // all below: under the lock
    private final ArrayDeque<ByteBuf> queue = new ArrayDeque<>();
    private final DropLedger drops = new DropLedger(NAME);
    private long pending;
    private boolean dropping;
    private boolean closing;
    private boolean broken;

    private volatile boolean wantsLines = true;

    /**
     * @param output     where the lines go; written by this sink's own thread only, not closed
     * @param limit      bytes that may wait for the reader; one batch more where that is what it takes to reach it
     * @param whenBroken told, on the sink's thread, that nothing can be written any more
     */
    public StandardOutputSink(WritableByteChannel output, int limit, Consumer<IOException> whenBroken) {
        this.output = output;
        this.limit = limit;
        this.whenBroken = whenBroken;
        writer = new Thread(this::writeUntilClosed, "audit-stdout");
        writer.setDaemon(true); // a write may be stuck for ever, the process need not be
    }

    /** Starts the writing thread. */
    public StandardOutputSink start() {
        writer.start();
        return this;
    }

    @Override
    public void offer(LineBatch batch) {
        lock.lock();
        try {
            if (broken || closing) {
                return;
            }
            if (dropping || pending >= limit) {
                dropping = true;
                drops.add(batch.records(), batch.events());
                return;
            }
            append(batch.lines().retainedDuplicate());
            somethingToDo.signal();
        } finally {
            lock.unlock();
        }
    }

    private void append(ByteBuf lines) {
        queue.add(lines);
        pending += lines.readableBytes();
    }

    @Override
    public boolean wantsLines() {
        return wantsLines;
    }

    @Override
    public long pendingBytes() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long droppedRecords() {
        lock.lock();
        try {
            return drops.totalRecords();
        } finally {
            lock.unlock();
        }
    }

    @Override
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
            for (ByteBuf lines = next(); lines != null; lines = next()) {
                try {
                    write(lines);
                } finally {
                    written(lines);
                }
            }
        } catch (IOException e) {
            breakOff();
            whenBroken.accept(e);
        } catch (InterruptedException e) {
            breakOff();
        }
    }

    private void write(ByteBuf lines) throws IOException {
        // one view at a time: a slice of a direct buffer, which the channel writes without a copy
        for (ByteBuffer view : lines.nioBuffers()) {
            while (view.hasRemaining()) {
                output.write(view);
            }
        }
    }

    /** Waits for the next lines; {@code null} when there will be none. */
    private @Nullable ByteBuf next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                ByteBuf lines = queue.poll();
                if (lines != null || broken) {
                    return lines;
                }
                if (closing) {
                    return null;
                }
                somethingToDo.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void written(ByteBuf lines) {
        lock.lock();
        try {
            pending -= lines.readableBytes();
            lines.release();
            if (dropping && pending <= limit / 2) {
                dropping = false; // from here on it is taken again; the reader first learns what is missing
                append(drops.toLine(UnpooledByteBufAllocator.DEFAULT));
            }
        } finally {
            lock.unlock();
        }
    }

    /** Drops the queue, for good. */
    private void breakOff() {
        wantsLines = false;
        lock.lock();
        try {
            broken = true;
            for (ByteBuf lines = queue.poll(); lines != null; lines = queue.poll()) {
                pending -= lines.readableBytes();
                lines.release();
            }
        } finally {
            lock.unlock();
        }
    }
}
