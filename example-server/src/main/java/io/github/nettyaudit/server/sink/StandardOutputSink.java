package io.github.nettyaudit.server.sink;

import io.github.nettyaudit.server.io.WriterQueue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * Standard output, or any other channel that may block: written by a thread of its own out of a queue that is bounded
 * in bytes.
 *
 * <p>When a write fails, most often because the reader has gone ({@code | head}), the sink is broken for good: it
 * reports this once, and takes nothing any more.
 */
public final class StandardOutputSink implements LineSink {
    /** The name of this sink in the stream's {@code dropped} lines. */
    public static final String NAME = "stdout";

    private final WritableByteChannel output;
    private final Consumer<IOException> whenBroken;
    private final DropLedger drops; // under the queue's lock
    private final WriterQueue<LineBatch> queue;
    private volatile boolean wantsLines = true;

    /**
     * Creates a sink whose thread does not run yet.
     *
     * @param output     where the lines go; written by this sink's own thread only, not closed
     * @param limit      bytes that may wait for the reader; the batch that reaches this number is still taken
     * @param whenBroken called once, on the sink's thread, when nothing can be written any more
     */
    public StandardOutputSink(WritableByteChannel output, int limit, Consumer<IOException> whenBroken) {
        this(output, limit, whenBroken, DropReport.RECORDS);
    }

    /**
     * Creates a sink whose thread does not run yet.
     *
     * @param output     where the lines go; written by this sink's own thread only, not closed
     * @param limit      bytes that may wait for the reader; the batch that reaches this number is still taken
     * @param whenBroken called once, on the sink's thread, when nothing can be written any more
     * @param dropReport writes what is missing
     */
    public StandardOutputSink(WritableByteChannel output, int limit, Consumer<IOException> whenBroken,
                              DropReport dropReport) {
        drops = new DropLedger(NAME, dropReport);
        this.output = output;
        this.whenBroken = whenBroken;
        queue = new WriterQueue<>("audit-stdout", limit, new Batches());
    }

    /**
     * Starts the writing thread.
     *
     * @return this sink
     */
    public StandardOutputSink start() {
        queue.start();
        return this;
    }

    @Override
    public void offer(LineBatch batch) {
        LineBatch kept = batch.retained();
        if (!queue.offer(kept)) {
            kept.lines().release();
        }
    }

    @Override
    public boolean wantsLines() {
        return wantsLines;
    }

    @Override
    public long pendingBytes() {
        return queue.pending();
    }

    @Override
    public long droppedRecords() {
        return drops.totalRecords();
    }

    @Override
    public boolean close(Duration patience) throws InterruptedException {
        wantsLines = false;
        return queue.close(patience);
    }

    /** Writes batches, and a line for those that were dropped. */
    private final class Batches implements WriterQueue.Target<LineBatch> {
        @Override
        public void write(LineBatch batch) throws IOException {
            // one view at a time: a slice of a direct buffer, which the channel writes without a copy
            for (ByteBuffer view : batch.lines().nioBuffers()) {
                while (view.hasRemaining()) {
                    output.write(view);
                }
            }
        }

        @Override
        public long size(LineBatch batch) {
            return batch.bytes();
        }

        @Override
        public void release(LineBatch batch) {
            batch.lines().release();
        }

        @Override
        public void dropped(LineBatch batch) {
            drops.add(batch.records(), batch.events());
        }

        @Override
        public LineBatch dropReport() {
            return new LineBatch(drops.toLine(), 0, 1);
        }

        @Override
        public void broken(IOException cause) {
            wantsLines = false;
            whenBroken.accept(cause);
        }
    }
}
