package io.github.nettyaudit.codec.event;

/** Who gets the events that an {@link EventAssembler} has put together. */
@FunctionalInterface
public interface AuditEventSink {
    /** An event has ended, one way or another. It becomes the sink's, which releases it. */
    void eventEnded(AuditEvent event);

    /**
     * A record has been added to an event that is still open; the event stays the assembler's. With the first one
     * {@link AuditEvent#size()} is 1. By default nothing.
     */
    default void recordAdded(AuditEvent event) {
    }

    /** Events are missing, see {@link AuditSerialGap}. By default nothing. */
    default void serialsMissing(AuditSerialGap gap) {
    }
}
