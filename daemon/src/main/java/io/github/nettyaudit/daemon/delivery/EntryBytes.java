package io.github.nettyaudit.daemon.delivery;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;

/** The entries of which the documents of a batch were made: what is refused for good goes into the dead-letter file. */
final class EntryBytes {
    private static final int FIRST_CAPACITY = 4096;

    private final ByteBuf bytes = Unpooled.buffer(FIRST_CAPACITY);
    private int[] ends = new int[64];
    private int size;

    void add(ByteBuf entry) {
        bytes.writeBytes(entry, entry.readerIndex(), entry.readableBytes());
        end();
    }

    /** A document that was not made of an entry. */
    void addNothing() {
        end();
    }

    private void end() {
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, 2 * size);
        }
        ends[size++] = bytes.writerIndex();
    }

    /** A view of an entry; empty if the document was not made of one. */
    ByteBuf get(int index) {
        int start = index == 0 ? 0 : ends[index - 1];
        return bytes.slice(start, ends[index] - start);
    }

    int capacity() {
        return bytes.capacity();
    }

    void clear() {
        bytes.clear();
        size = 0;
    }
}
