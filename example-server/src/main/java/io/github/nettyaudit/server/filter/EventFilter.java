package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;
import java.util.List;

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
