package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;
import java.util.List;

/** Decides which events are printed. Not thread-safe. */
@FunctionalInterface
public interface EventFilter {
    /** Selects every event. */
    EventFilter ALL = (event, context) -> true;

    /**
     * Returns whether an event is selected. An event is selected as a whole, with all of its records.
     *
     * @param event   the event; the caller keeps its reference
     * @param context what is known of it beside its records
     * @return whether it is selected
     */
    boolean matches(AuditEvent event, EventContext context);

    /**
     * Returns whether an event is selected of which nothing is known beside its records.
     *
     * @param event the event; the caller keeps its reference
     * @return whether it is selected
     */
    default boolean matches(AuditEvent event) {
        return matches(event, EventContext.NONE);
    }

    /**
     * Returns what is odd about the conditions, now that the events have been seen: one sentence each, without a full
     * stop.
     *
     * @return the warnings, most often none
     */
    default List<String> warnings() {
        return List.of();
    }
}
