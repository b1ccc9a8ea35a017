package io.github.nettyaudit.daemon.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches, one after another. Buffers of batches that were released are used again. A document is written to
 * {@link #buffer()} and then {@linkplain #add added}. Not thread-safe; the batches may be released by any thread.
 */
public final class SinkBatchBuilder {
    private static final int FIRST_CAPACITY = 4096;
    private static final int MOST_KEPT = 8;

    private final int largestKept;
    private final ConcurrentLinkedQueue<ByteBuf> free = new ConcurrentLinkedQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final List<DocumentOrigin> origins = new ArrayList<>();
    private int[] ends = new int[64];
    private @Nullable ByteBuf content;

    /** Creates a builder that keeps no buffers. */
    public SinkBatchBuilder() {
        this(0);
    }

    /**
     * Creates a builder.
     *
     * @param largestKept buffers of a larger capacity in bytes are not used again
     */
    public SinkBatchBuilder(int largestKept) {
        this.largestKept = largestKept;
    }

    /**
     * Returns the buffer to which the next document is appended.
     *
     * @return a heap buffer, which stays the builder's
     */
    public ByteBuf buffer() {
        ByteBuf current = content;
        if (current == null) {
            current = free.poll();
            if (current == null) {
                current = Unpooled.buffer(FIRST_CAPACITY);
            } else {
                kept.decrementAndGet();
            }
            content = current;
        }
        return current;
    }

    /**
     * Adds the document that was appended to the buffer since the last call.
     *
     * @param origin the event of the document
     * @throws IllegalStateException if nothing was appended
     */
    public void add(DocumentOrigin origin) {
        int end = buffer().writerIndex();
        int count = origins.size();
        if (end == end()) {
            throw new IllegalStateException("the document is empty");
        }
        if (count == ends.length) {
            ends = Arrays.copyOf(ends, 2 * count);
        }
        ends[count] = end;
        origins.add(origin);
    }

    /** Removes what was appended to the buffer since the last document was added. */
    public void discard() {
        buffer().writerIndex(end());
    }

    private int end() {
        return origins.isEmpty() ? 0 : ends[origins.size() - 1];
    }

    /**
     * Returns the number of documents that were added.
     *
     * @return the number of documents of the next batch
     */
    public int size() {
        return origins.size();
    }

    /**
     * Returns the length of the documents that were added.
     *
     * @return the number of bytes
     */
    public int bytes() {
        return end();
    }

    /**
     * Makes a batch of the documents that were added, and begins the next one.
     *
     * @return a new batch with a reference count of 1
     * @throws IllegalStateException if no document was added
     */
    public SinkBatch build() {
        int count = origins.size();
        if (count == 0) {
            throw new IllegalStateException("a batch without documents");
        }
        discard();
        SinkBatch batch = new SinkBatch(buffer(), Arrays.copyOf(ends, count), origins.toArray(new DocumentOrigin[0]),
                this::recycle);
        content = null;
        origins.clear();
        return batch;
    }

    /** Gives up the documents that were added. */
    public void clear() {
        origins.clear();
        if (content != null) {
            content.clear();
        }
    }

    private void recycle(ByteBuf used) {
        if (used.capacity() <= largestKept && kept.incrementAndGet() <= MOST_KEPT) {
            free.add(used.clear());
        } else if (used.capacity() <= largestKept) {
            kept.decrementAndGet();
        }
    }
}
