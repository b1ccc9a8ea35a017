package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.daemon.filter.EventMatcher;
import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.filter.PolicyCounts;
import io.github.nettyaudit.daemon.filter.RateLimiter;
import io.github.nettyaudit.daemon.filter.Redactor;
import io.github.nettyaudit.schema.EventContext;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is stored of each event, as a policy says. One thread, that of the writer, gives events; any thread may
 * replace the policy.
 */
final class IntakeStage {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(Forwarder.class);

    private final LongSupplier nanoTime;
    private final AtomicLong filtered = new AtomicLong();
    private final AtomicLong rateLimited = new AtomicLong();
    private final AtomicLong redacted = new AtomicLong();
    private final AtomicLongArray losses = new AtomicLongArray(AuditLossKind.values().length);
    private volatile EventPolicy policy;
    private @Nullable EventPolicy used;
    private @Nullable EventMatcher matcher;
    private @Nullable RateLimiter limiter;
    private @Nullable Redactor redactor;
    private boolean failed;

    IntakeStage(EventPolicy policy, LongSupplier nanoTime) {
        this.policy = policy;
        this.nanoTime = nanoTime;
    }

    /** The next event is treated by this policy. */
    void policy(EventPolicy next) {
        policy = next;
    }

    PolicyCounts counts() {
        return new PolicyCounts(filtered.get(), rateLimited.get(), redacted.get());
    }

    /** How much was lost before the log, by kind, in the unit of the kind. */
    Map<AuditLossKind, Long> losses() {
        Map<AuditLossKind, Long> counts = new EnumMap<>(AuditLossKind.class);
        for (AuditLossKind kind : AuditLossKind.values()) {
            counts.put(kind, losses.get(kind.ordinal()));
        }
        counts.put(AuditLossKind.RATE_LIMITED, rateLimited.get()); // reports of these come later
        return counts;
    }

    /**
     * Decides on an event.
     *
     * @param reports receives what is to be stored before it
     * @return what is stored, which is the caller's; {@code null} for nothing
     * @throws IllegalArgumentException if it may have secrets, and cannot be stored
     */
    @Nullable AuditEvent take(AuditEvent event, EventContext context, Consumer<AuditLossEvent> reports) {
        EventPolicy now = policy;
        if (now != used) {
            begin(now, reports);
        }
        if (event instanceof AuditLossEvent loss) {
            losses.addAndGet(loss.kind().ordinal(), loss.count());
            return event.retain();
        }
        if (!passes(event, context)) {
            filtered.incrementAndGet();
            return null;
        }
        if (!isAdmitted(event, context, reports)) {
            rateLimited.incrementAndGet();
            return null;
        }
        AuditEvent changed = redact(event);
        if (changed == null) {
            return event.retain();
        }
        redacted.incrementAndGet();
        return changed;
    }

    private void begin(EventPolicy next, Consumer<AuditLossEvent> reports) {
        end(reports);
        matcher = next.filter() == null ? null : next.filter().newMatcher(next.names());
        limiter = next.rateLimit() == null ? null : new RateLimiter(next.rateLimit(), next.names());
        redactor = next.redaction() == null ? null : next.redaction().newRedactor();
        used = next;
    }

    private boolean passes(AuditEvent event, EventContext context) {
        EventMatcher current = matcher;
        try {
            return current == null || current.matches(event, context);
        } catch (RuntimeException | StackOverflowError e) {
            return failed("filter", e);
        }
    }

    private boolean isAdmitted(AuditEvent event, EventContext context, Consumer<AuditLossEvent> reports) {
        RateLimiter current = limiter;
        try {
            return current == null || current.admits(event, context, nanoTime.getAsLong(), reports);
        } catch (RuntimeException | StackOverflowError e) {
            return failed("rate limit", e);
        }
    }

    private boolean failed(String part, Throwable e) {
        if (!failed) {
            failed = true;
            LOGGER.warn("the {} failed, and the event is stored. Further exceptions are not logged", part, e);
        }
        return true;
    }

    private @Nullable AuditEvent redact(AuditEvent event) {
        Redactor current = redactor;
        try {
            return current == null ? null : current.redact(event);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the event cannot be redacted", e);
        }
    }

    /** About a second has passed. */
    void tick(Consumer<AuditLossEvent> reports) {
        if (limiter != null) {
            limiter.tick(nanoTime.getAsLong(), reports);
        }
    }

    /** Reports what was left out and is not reported yet. */
    void end(Consumer<AuditLossEvent> reports) {
        if (limiter != null) {
            limiter.end(reports);
        }
    }
}
