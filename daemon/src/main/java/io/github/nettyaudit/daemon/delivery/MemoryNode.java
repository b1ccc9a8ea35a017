package io.github.nettyaudit.daemon.delivery;

import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** An entry in memory, or a gap of entries for which there was no room. Guarded by its log. */
final class MemoryNode {
    /** The estimated memory of an entry's objects, in bytes. */
    static final int OVERHEAD = 64;

    private final long sequence;
    private final long timeMillis;
    private final byte @Nullable [] content;
    long last;
    @Nullable MemoryNode next;

    MemoryNode(long sequence, long timeMillis, byte @Nullable [] content) {
        this.sequence = sequence;
        this.timeMillis = timeMillis;
        this.content = content;
        last = sequence;
    }

    boolean isGap() {
        return content == null;
    }

    int size() {
        return OVERHEAD + (content == null ? 0 : content.length);
    }

    /** The entry, or the part of the gap that begins at a position. */
    LogItem item(long position, String reason) {
        return content == null ? new LogGap(position, last, timeMillis, reason)
                : new LogEntry(sequence, timeMillis, Unpooled.wrappedBuffer(content));
    }
}
