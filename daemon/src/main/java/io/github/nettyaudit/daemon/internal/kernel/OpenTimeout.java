package io.github.nettyaudit.daemon.internal.kernel;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The time that opening a daemon may take. Blocks: not for an event loop. For one thread. */
public final class OpenTimeout {
    private final Duration duration;
    private long deadlineNanos;

    /**
     * @param duration the whole time, from {@link #begin()} on
     */
    public OpenTimeout(Duration duration) {
        this.duration = duration;
    }

    /** Begins to measure the time. */
    public void begin() {
        deadlineNanos = System.nanoTime() + duration.toNanos();
    }

    /** Returns what is left of it, at least 1. */
    public long remainingNanos() {
        return Math.max(1, deadlineNanos - System.nanoTime());
    }

    /**
     * Waits for a step.
     *
     * @param what the step, for the message: "opening a channel"
     * @return the result
     * @throws IllegalStateException if the time has passed; the message says how long the step has waited
     * @throws Exception             what the step failed with
     */
    public <T> T get(Future<T> step, String what) throws Exception {
        long start = System.nanoTime();
        if (!step.await(remainingNanos(), TimeUnit.NANOSECONDS)) {
            throw new IllegalStateException("the audit daemon is not open after the open timeout of "
                    + duration.toMillis() + " ms; " + what + " has waited "
                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms. If that is most of the timeout,"
                    + " the event loop is blocked, or the kernel's queue is full and no daemon reads it");
        }
        if (step.cause() instanceof Error error) {
            throw error;
        }
        if (step.cause() instanceof Exception cause) {
            throw cause;
        }
        return step.getNow();
    }
}
