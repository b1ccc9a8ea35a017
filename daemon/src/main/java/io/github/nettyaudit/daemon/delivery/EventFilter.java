package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;

/** Chooses the events that a sink gets. Reports of losses are always delivered, and not asked for. */
@FunctionalInterface
public interface EventFilter {
    /** Lets every event pass. */
    EventFilter ALL = (event, context) -> true;

    /**
     * Returns whether the sink gets an event.
     *
     * @param event   the event, which is the caller's
     * @param context what is known of it beside its records
     * @return whether it is delivered. If this throws, the event is delivered
     */
    boolean test(AuditEvent event, EventContext context);
}
