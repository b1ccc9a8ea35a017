package io.github.nettyaudit.daemon.sink.syslog;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/**
 * The messages that were accepted last. The receiver's kernel had acknowledged them; whether its program had read them is
 * not known, so they are sent again after the connection was cut. Whole batches: at least as many bytes as the bound, if so
 * many were sent. Not thread-safe.
 */
final class RepeatedBytes {
    private final long bound;
    private final ArrayDeque<EncodedBatch> kept = new ArrayDeque<>();
    private long bytes;

    RepeatedBytes(long bound) {
        this.bound = bound;
    }

    void add(EncodedBatch messages) {
        if (bound == 0) {
            return;
        }
        kept.add(messages);
        bytes += messages.bytes().readableBytes();
        while (bytes - kept.element().bytes().readableBytes() >= bound) {
            bytes -= kept.remove().bytes().readableBytes();
        }
    }

    /** All that is kept, in order, as a buffer that may be released; it stays kept. */
    ByteBuf all() {
        return Unpooled.wrappedBuffer(kept.stream().map(EncodedBatch::all).toArray(ByteBuf[]::new));
    }

    boolean isEmpty() {
        return kept.isEmpty();
    }
}
