package io.github.nettyaudit.daemon.filter;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How many events of each key are stored. Immutable.
 *
 * @param events   so many events of a key are stored in each {@code period}; 1 to 1,000,000
 * @param period   the period, from 1 ms to 1 day
 * @param burst    so many events of a key are stored at once, if there were few before; 1 to 1,000,000
 * @param summary  how often it is reported what is left out, at least; from 1 s to 1 day
 * @param except   which events have no limit; {@code null} if all have
 */
public record RateLimit(int events, Duration period, int burst, Duration summary, @Nullable FilterExpression except) {
    private static final int MOST = 1_000_000;

    /**
     * Creates a limit.
     *
     * @param events   events in each period
     * @param period   the period
     * @param burst    events at once
     * @param summary  how often it is reported what is left out
     * @param except   which events have no limit, or {@code null}
     * @throws IllegalArgumentException if a number is out of its range
     */
    public RateLimit {
        check("events", events, 1, MOST);
        check("period", requireNonNull(period, "period").toMillis(), 1, Duration.ofDays(1).toMillis());
        check("burst", burst, 1, MOST);
        check("summary", requireNonNull(summary, "summary").toMillis(), 1000, Duration.ofDays(1).toMillis());
    }

    private static void check(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ')');
        }
    }

    /** Returns the rate, such as {@code 100/s}. */
    String rate() {
        long millis = period.toMillis();
        return events + "/" + (millis == 1000 ? "s" : millis == 60_000 ? "m" : millis == 3_600_000 ? "h" : millis + "ms");
    }
}
