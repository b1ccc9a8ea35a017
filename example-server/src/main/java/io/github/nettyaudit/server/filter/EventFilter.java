package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;

/** Decides which events are printed. Not thread-safe. */
@FunctionalInterface
public interface EventFilter {
    /** Selects every event. */
    EventFilter ALL = event -> true;

    /**
     * Returns whether an event is selected. An event is selected as a whole, with all of its records.
     *
     * @param event the event; the caller keeps its reference
     * @return whether it is selected
     */
    boolean matches(AuditEvent event);
}
