package io.github.nettyaudit.server.http;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps requests back for as long as a server has asked to ({@code Retry-After}). Thread-safe. */
public final class RetryGate {
    /** A server that asks for more is asked again after this. */
    static final Duration LONGEST = Duration.ofMinutes(5);

    private long until = System.nanoTime();

    /** Creates a gate that is open. */
    public RetryGate() {
    }

    /**
     * Takes what a server asks for.
     *
     * @param reply the answer of the server
     */
    public void take(HttpReply reply) {
        Duration wait = reply.retryAfter(Instant.now());
        if (wait != null) {
            close(wait);
        }
    }

    /**
     * Keeps requests back.
     *
     * @param wait for how long
     */
    public synchronized void close(Duration wait) {
        long end = System.nanoTime() + (wait.compareTo(LONGEST) > 0 ? LONGEST : wait).toNanos();
        if (end - until > 0) {
            until = end;
        }
    }

    /**
     * Returns why no request may be sent now.
     *
     * @return the reason; {@code null} if one may
     */
    public synchronized @Nullable String closed() {
        long left = until - System.nanoTime();
        return left <= 0 ? null
                : "the server has asked to wait for another " + (TimeUnit.NANOSECONDS.toMillis(left) + 1) + " ms";
    }
}
