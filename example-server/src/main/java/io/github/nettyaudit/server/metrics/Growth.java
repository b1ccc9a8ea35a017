package io.github.nettyaudit.server.metrics;

import java.util.concurrent.TimeUnit;

/** Whether a counter has grown in the last time. Not thread-safe. */
final class Growth {
    private final long windowNanos;
    private long seen;
    private long before;
    private long grownAt;
    private boolean hasSeen;
    private boolean hasGrown;

    Growth(long seconds) {
        windowNanos = TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Takes the present value; returns how much it has grown since the beginning of what is recent, 0 if it is calm. */
    long recent(long value, long nanos) {
        if (hasGrown && nanos - grownAt > windowNanos) {
            hasGrown = false;
        }
        if (hasSeen && value > seen) {
            if (!hasGrown) {
                before = seen;
            }
            hasGrown = true;
            grownAt = nanos;
        }
        hasSeen = true;
        seen = value;
        return hasGrown ? value - before : 0;
    }
}
