package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventBuilder;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How many events of one key may be stored, and how many were left out. A token bucket by the time of events. */
final class KeyBudget {
    private static final long QUIET_MILLIS = 1000;
    private static final long QUIET_NANOS = QUIET_MILLIS * 1_000_000;
    /** If the clock of events goes back further than this, the budget goes on from there. */
    private static final long STEP_MILLIS = 1000;

    private final RateLimit limit;
    private final String name;
    private final long perEvent;
    private final long most;
    private long budget;
    private long time = Long.MIN_VALUE;
    private long count;
    private long firstMillis;
    private long lastMillis;
    private long firstNanos;
    private long lastNanos;
    private long firstSerial;
    private long lastSerial;
    private @Nullable String node;

    KeyBudget(RateLimit limit, String name) {
        this.limit = limit;
        this.name = name;
        // each millisecond adds as many units as there are events in a period of so many milliseconds
        perEvent = limit.period().toMillis();
        most = perEvent * limit.burst();
        budget = most;
    }

    boolean admits(AuditEvent event, long nanos, Consumer<AuditLossEvent> reports) {
        long millis = event.seconds() * 1000 + event.milliseconds();
        add(millis);
        if (budget >= perEvent) {
            budget -= perEvent;
            if (count > 0 && millis - lastMillis >= QUIET_MILLIS) {
                report(reports);
            }
            return true;
        }
        if (count > 0 && millis - firstMillis >= limit.summary().toMillis()) {
            report(reports);
        }
        if (count++ == 0) {
            firstMillis = millis;
            firstNanos = nanos;
            firstSerial = event.serial();
        }
        lastMillis = millis;
        lastNanos = nanos;
        lastSerial = event.serial();
        node = event.node();
        return false;
    }

    private void add(long millis) {
        if (time == Long.MIN_VALUE || millis < time - STEP_MILLIS) {
            time = millis;
        } else if (millis > time) {
            // by a difference that long the budget is full, and the product stays within a long
            long passed = Math.min(millis - time, most / limit.events() + 1);
            budget = Math.min(most, budget + passed * limit.events());
            time = millis;
        }
    }

    void tick(long nanos, Consumer<AuditLossEvent> reports) {
        if (count > 0 && (nanos - lastNanos >= QUIET_NANOS || nanos - firstNanos >= limit.summary().toNanos())) {
            report(reports);
        }
    }

    void report(Consumer<AuditLossEvent> reports) {
        if (count == 0) {
            return;
        }
        String detail = count + (count == 1 ? " event" : " events") + " with " + name + ", from "
                + Instant.ofEpochMilli(firstMillis) + " to " + Instant.ofEpochMilli(lastMillis)
                + (count == 1 ? ", was" : ", were") + " left out by the rate limit of " + limit.rate() + '.';
        reports.accept(new AuditEventBuilder(Math.floorDiv(lastMillis, 1000), (int) Math.floorMod(lastMillis, 1000L),
                lastSerial).node(node).buildLoss(AuditLossKind.RATE_LIMITED, count, firstSerial, lastSerial,
                        AuditLossEvent.UNKNOWN, detail));
        count = 0;
    }
}
