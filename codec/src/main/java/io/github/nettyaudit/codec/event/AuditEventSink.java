package io.github.nettyaudit.codec.event;

/** Receives the events that an {@link EventAssembler} has assembled, and the losses it noticed. */
@FunctionalInterface
public interface AuditEventSink {
    /**
     * Receives an event that has ended, or an {@link AuditLossEvent}, each in the order in which it was noticed. The
     * event becomes the sink's, which must release it.
     *
     * @param event the event
     */
    void eventEnded(AuditEvent event);

    /**
     * A record has been added to an event that is still open; the event stays the assembler's. With the first one
     * {@link AuditEvent#size()} is 1. By default nothing.
     */
    default void recordAdded(AuditEvent event) {
    }
}
