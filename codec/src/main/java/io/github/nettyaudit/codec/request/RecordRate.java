package io.github.nettyaudit.codec.request;

import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/** Counts the records received since the last call of {@link #look}. Used on the channel's event loop only. */
final class RecordRate {
    private long records;
    private long lastLookNanos;

    void count() {
        records++;
    }

    /** Starts a new count. */
    void look(ChannelHandlerContext context) {
        records = 0;
        lastLookNanos = context.executor().ticker().nanoTime();
    }

    boolean isZero() {
        return records == 0;
    }

    /** A period of less than a second counts as a second. */
    boolean isBelow(int recordsPerSecond, ChannelHandlerContext context) {
        long nanos = context.executor().ticker().nanoTime() - lastLookNanos;
        return records < recordsPerSecond * Math.max(1, TimeUnit.NANOSECONDS.toSeconds(nanos));
    }
}
