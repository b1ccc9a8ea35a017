package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.daemon.filter.EventMatcher;
import io.github.nettyaudit.daemon.filter.EventPolicy;
import io.github.nettyaudit.daemon.filter.FilterExpression;
import io.github.nettyaudit.daemon.filter.PolicyCounts;
import io.github.nettyaudit.schema.EventContext;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Decides what is stored of each event, as a policy says. One thread, that of the writer, gives events; any thread may
 * replace the policy.
 */
final class IntakeStage {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(Forwarder.class);

    private final AtomicLong filtered = new AtomicLong();
    private volatile EventPolicy policy;
    private @Nullable EventPolicy used;
    private @Nullable EventMatcher matcher;
    private boolean failed;

    IntakeStage(EventPolicy policy) {
        this.policy = policy;
    }

    /** The next event is treated by this policy. */
    void policy(EventPolicy next) {
        policy = next;
    }

    PolicyCounts counts() {
        return new PolicyCounts(filtered.get());
    }

    /** Adds what is to be stored because of an event; what is added is the queue's. */
    void take(AuditEvent event, EventContext context, Queue<AuditEvent> out) {
        EventPolicy now = policy;
        if (now != used) {
            begin(now);
        }
        if (!(event instanceof AuditLossEvent) && !passes(event, context)) {
            filtered.incrementAndGet();
        } else {
            out.add(event.retain());
        }
    }

    private void begin(EventPolicy next) {
        FilterExpression filter = next.filter();
        matcher = filter == null ? null : filter.newMatcher(next.names());
        used = next;
    }

    private boolean passes(AuditEvent event, EventContext context) {
        EventMatcher current = matcher;
        try {
            return current == null || current.matches(event, context);
        } catch (RuntimeException | StackOverflowError e) {
            if (!failed) {
                failed = true;
                LOGGER.warn("the filter failed, and the event is stored. Further exceptions are not logged", e);
            }
            return true;
        }
    }
}
