package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.server.sink.LineBatch;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gathers lines in a chunk of {@value #CHUNK_SIZE} bytes and hands them on as slices of it: all sinks share the bytes,
 * and thousands of small batches that wait in a sink need no more memory than their bytes.
 */
final class LineBatcher {
    /** Bytes of a chunk, and the most that a batch has unless a single line is longer. */
    static final int CHUNK_SIZE = 64 * 1024;

    private final ByteBufAllocator allocator;
    private final Consumer<LineBatch> target;
    private @Nullable ByteBuf chunk;
    private int start;
    private int records;
    private int events;

    /** @param target is lent each batch */
    LineBatcher(ByteBufAllocator allocator, Consumer<LineBatch> target) {
        this.allocator = allocator;
        this.target = target;
    }

    /** Adds a record's line. The buffer stays the caller's. */
    void addRecord(ByteBuf line) {
        add(line);
        records++;
    }

    /** Adds a line that is made of several records. The buffer stays the caller's. */
    void addRecords(ByteBuf line, int count) {
        add(line);
        records += count;
    }

    /** Adds a line of the server's own. The buffer stays the caller's. */
    void addEvent(ByteBuf line) {
        add(line);
        events++;
    }

    private void add(ByteBuf line) {
        int length = line.readableBytes();
        if (chunk == null || chunk.writableBytes() < length) {
            flush();
            releaseChunk();
            int size = Math.max(CHUNK_SIZE, length);
            chunk = allocator.directBuffer(size, size); // it must not grow: sinks hold slices of it
        }
        chunk.writeBytes(line, line.readerIndex(), length);
    }

    /** Hands on what has been gathered. */
    void flush() {
        if (chunk == null || chunk.writerIndex() == start) {
            return;
        }
        ByteBuf lines = chunk.retainedSlice(start, chunk.writerIndex() - start);
        LineBatch batch = new LineBatch(lines, records, events);
        start = chunk.writerIndex();
        records = 0;
        events = 0;
        try {
            target.accept(batch);
        } finally {
            lines.release();
        }
    }

    /** Hands on what has been gathered and lets the chunk go. */
    void close() {
        flush();
        releaseChunk();
    }

    private void releaseChunk() {
        if (chunk != null) {
            chunk.release();
            chunk = null;
            start = 0;
        }
    }
}
