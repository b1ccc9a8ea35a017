package io.github.nettyaudit.transport;

/**
 * Decides when a channel rests instead of waiting for the next datagram. Of the event loop alone; no clock of its own.
 *
 * <p>Under load each record that wakes the reader costs the reader a trip through the event loop and kauditd a wake-up
 * call. A reader that rests for a moment and then takes all that has come spares both. A quiet socket is read at once:
 * the pacer lets the channel rest only while datagrams come faster than a threshold, measured over a few
 * milliseconds, and no longer when a rest brought less than half of what the threshold stands for.
 */
final class ReadCoalescer {
    /** The rate is measured over this many of the longest added delay, so that a burst alone changes nothing. */
    private static final int WINDOW = 4;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long delayNanos;
    private final long threshold;

    private long windowStart;
    private long windowCount;
    private boolean busy;

    /**
     * @param delayNanos the longest added delay, 0 = never rest
     * @param threshold  datagrams per second from which on the channel may rest
     * @param now        {@link System#nanoTime()}
     */
    ReadCoalescer(long delayNanos, int threshold, long now) {
        this.delayNanos = delayNanos;
        this.threshold = threshold;
        windowStart = now;
    }

    /**
     * @param now       {@link System#nanoTime()}
     * @param datagrams how many the read loop that has just ended brought
     * @param rested    whether it came after a rest
     * @return whether to rest for {@link #delayNanos()} before the next read
     */
    boolean rests(long now, int datagrams, boolean rested) {
        if (delayNanos == 0) {
            return false;
        }
        windowCount += datagrams;
        long elapsed = now - windowStart;
        if (elapsed >= WINDOW * delayNanos) {
            busy = windowCount * (double) NANOS_PER_SECOND >= threshold * (double) elapsed;
            windowStart = now;
            windowCount = 0;
        }
        if (rested && datagrams * 2.0 * NANOS_PER_SECOND < threshold * (double) delayNanos) {
            busy = false;
        }
        return busy;
    }

    long delayNanos() {
        return delayNanos;
    }
}
