package io.github.nettyaudit.daemon.delivery;

import java.util.random.RandomGenerator;

/**
 * The pauses between attempts: they double from the least to the most, and each is shortened by a random part of up to
 * its half, so that many senders do not come back at the same moment. Not thread-safe.
 */
final class Backoff {
    private static final int MOST_DOUBLINGS = 40;

    private final long least;
    private final long most;
    private final RandomGenerator random;
    private int failures;

    Backoff(long leastNanos, long mostNanos, RandomGenerator random) {
        least = leastNanos;
        most = mostNanos;
        this.random = random;
    }

    /** The pause after one more failure, in nanoseconds. */
    long next() {
        double full = Math.min((double) most, (double) least * (1L << Math.min(failures, MOST_DOUBLINGS)));
        failures++;
        return (long) (full - full / 2 * random.nextDouble());
    }

    /** After a success. */
    void reset() {
        failures = 0;
    }
}
