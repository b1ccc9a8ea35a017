package io.github.nettyaudit.codec.event;

/** Receives the events that an {@link EventAssembler} has assembled, and the losses it noticed. */
@FunctionalInterface
public interface AuditEventSink {
    /**
     * Receives an event that has ended, or an {@link AuditLossEvent}, each in the order in which it was noticed. Called
     * during the methods of the assembler, which the sink must not call.
     *
     * @param event the event, which becomes the sink's; the sink must release it
     */
    void eventEnded(AuditEvent event);

    /**
     * Reports that a record has been added to an event that is still open; with the first one {@link AuditEvent#size()}
     * is 1. Does nothing unless overridden. Called during the methods of the assembler, which the sink must not call.
     *
     * @param event the event, which remains the assembler's; the sink must not release it
     */
    default void recordAdded(AuditEvent event) {
    }
}
