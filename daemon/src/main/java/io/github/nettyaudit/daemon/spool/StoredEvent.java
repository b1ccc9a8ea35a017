package io.github.nettyaudit.daemon.spool;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;

/**
 * An event as it was stored, with what only the moment of its arrival knew.
 *
 * @param event         the event, or an {@link AuditLossEvent}; the owner of this object releases it
 * @param arrivalMicros when its first record arrived, in microseconds since 1970 by the clock of the machine
 * @param sections      what was added to the event, for example the context of its process
 */
public record StoredEvent(AuditEvent event, long arrivalMicros, StoredSections sections) {
    /**
     * Creates a stored event.
     *
     * @param event         the event, or an {@link AuditLossEvent}; the owner of this object releases it
     * @param arrivalMicros when its first record arrived, in microseconds since 1970 by the clock of the machine
     * @param sections      what was added to the event
     */
    public StoredEvent {
        requireNonNull(event, "event");
        requireNonNull(sections, "sections");
    }
}
