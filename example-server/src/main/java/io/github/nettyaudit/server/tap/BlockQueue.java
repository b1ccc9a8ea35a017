package io.github.nettyaudit.server.tap;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * An output stream that never blocks: each call of {@link #write(byte[], int, int)} is one block, which is queued for a
 * thread that writes it, or dropped as a whole when {@value #LIMIT} bytes wait.
 */
final class BlockQueue extends OutputStream {
    /** Bytes that may wait, one block more. */
    static final int LIMIT = 4 * 1024 * 1024;

    private final OutputStream output;
    private final Consumer<IOException> whenBroken;
    private final Thread writer = new Thread(this::writeUntilClosed, "audit-tap");
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition somethingToDo = lock.newCondition();
    // all below: under the lock
    private final ArrayDeque<byte[]> blocks = new ArrayDeque<>();
    private int pending;
    private long dropped;
    private boolean ended;

    /**
     * @param output     written and closed by this queue's thread
     * @param whenBroken told once when it fails; what comes afterwards is dropped
     */
    BlockQueue(OutputStream output, Consumer<IOException> whenBroken) {
        this.output = output;
        this.whenBroken = whenBroken;
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        lock.lock();
        try {
            if (ended || pending >= LIMIT) {
                dropped++;
                return;
            }
            blocks.add(Arrays.copyOfRange(bytes, offset, offset + length));
            pending += length;
            somethingToDo.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Blocks dropped. */
    long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more; waits until all is written, for at most {@code patience}. */
    void close(Duration patience) throws InterruptedException {
        end();
        writer.join(Math.max(1, patience.toMillis()));
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            somethingToDo.signal();
        } finally {
            lock.unlock();
        }
    }

    private void writeUntilClosed() {
        try (OutputStream file = output) {
            for (byte[] block = next(); block.length > 0; block = next()) {
                file.write(block);
            }
        } catch (IOException e) {
            end();
            whenBroken.accept(e);
        } catch (InterruptedException e) {
            end();
        }
    }

    /** Waits for a block; an empty one when there will be none. */
    private byte[] next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                byte[] block = blocks.poll();
                if (block != null) {
                    pending -= block.length;
                    return block;
                }
                if (ended) {
                    return new byte[0];
                }
                somethingToDo.await();
            }
        } finally {
            lock.unlock();
        }
    }
}
