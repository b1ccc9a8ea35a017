package io.github.nettyaudit.transport;

/**
 * Decides when a channel delays its next read instead of waiting for the next datagram. Confined to the event loop; the
 * caller supplies the time.
 *
 * <p>Under load each record that wakes the reader costs the reader a pass of the event loop, and kauditd a wake-up
 * call. A reader that waits for a moment and then takes everything that has arrived saves both. A quiet socket is read
 * at once: a delay is allowed only while datagrams arrive faster than a threshold, measured over a few milliseconds,
 * and no longer when a delayed read brought less than half of what the threshold stands for.
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
     * @param delayNanos the longest added delay, 0 = never
     * @param threshold  datagrams per second from which on reads may be delayed
     * @param now        {@link System#nanoTime()}
     */
    ReadCoalescer(long delayNanos, int threshold, long now) {
        this.delayNanos = delayNanos;
        this.threshold = threshold;
        windowStart = now;
    }

    /**
     * To be called at the end of every read loop, so that the rate is right.
     *
     * @param now       {@link System#nanoTime()}
     * @param datagrams the number of datagrams that the read loop brought
     * @param delayed   whether the read loop followed a delay
     * @return whether to wait for {@link #delayNanos()} before the next read
     */
    boolean shouldDelay(long now, int datagrams, boolean delayed) {
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
        if (delayed && datagrams * 2.0 * NANOS_PER_SECOND < threshold * (double) delayNanos) {
            busy = false;
        }
        return busy;
    }

    long delayNanos() {
        return delayNanos;
    }
}
