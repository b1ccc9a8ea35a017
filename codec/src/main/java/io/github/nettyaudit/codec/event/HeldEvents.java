package io.github.nettyaudit.codec.event;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The queue of an {@link AuditFlowControlHandler}: copies of events, with their sum in bytes, and the place at its end
 * where events are missing. Used by one thread; the counters may be read by any.
 */
final class HeldEvents {
    private static final String BOUND_REACHED = "The events held for a slow handler have reached their bound.";

    private final ArrayDeque<AuditEvent> events = new ArrayDeque<>();
    private @Nullable MissingEvents missing;
    /** Written by one thread only, hence not by atomic additions. */
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong droppedEvents = new AtomicLong();
    private final AtomicLong droppedRecords = new AtomicLong();

    private static void add(AtomicLong counter, long more) {
        counter.setRelease(counter.getPlain() + more);
    }

    long bytes() {
        return bytes.getAcquire();
    }

    long droppedEvents() {
        return droppedEvents.getAcquire();
    }

    long droppedRecords() {
        return droppedRecords.getAcquire();
    }

    boolean isEmpty() {
        return events.isEmpty() && missing == null;
    }

    /** Whether an event fits; after one was dropped, none does before the queue has shrunk to the low mark. */
    boolean fits(AuditEvent event, long maxBytes, long lowBytes) {
        MissingEvents gap = missing;
        if (gap == null) {
            return bytes() + event.openBytes() <= maxBytes;
        }
        return bytes() <= lowBytes && bytes() + gap.bytes() + event.openBytes() <= maxBytes;
    }

    /** Appends a copy, which unlike the event keeps no large receive buffer. The caller releases the event. */
    void append(AuditEvent event) {
        AuditEvent copy = event.copy();
        reportMissing();
        push(copy);
    }

    private void push(AuditEvent event) {
        events.add(event);
        add(bytes, event.openBytes());
    }

    /** Counts an event that is not appended. The caller releases it. */
    void drop(AuditEvent event) {
        MissingEvents gap = missing;
        if (gap == null) {
            gap = new MissingEvents();
            missing = gap;
        }
        count(event, gap);
    }

    private void count(AuditEvent event, MissingEvents gap) {
        gap.add(event);
        if (!(event instanceof AuditLossEvent)) {
            add(droppedEvents, 1);
            add(droppedRecords, event.size());
        }
    }

    private void reportMissing() {
        MissingEvents gap = missing;
        if (gap != null) {
            missing = null;
            gap.report(BOUND_REACHED, this::push);
        }
    }

    /** Removes the oldest event, which the caller releases. */
    @Nullable AuditEvent poll() {
        if (events.isEmpty()) {
            reportMissing();
        }
        AuditEvent event = events.poll();
        if (event != null) {
            add(bytes, -event.openBytes());
        }
        return event;
    }

    /**
     * Releases all events, and creates the loss events that report them, which the sink must release. Events dropped
     * before have a loss event of their own, as they were counted already.
     */
    void discard(String reason, Consumer<AuditEvent> sink) {
        MissingEvents all = new MissingEvents();
        for (AuditEvent event = poll(); event != null; event = poll()) {
            count(event, all);
            event.release();
        }
        all.report(reason, sink);
    }
}
