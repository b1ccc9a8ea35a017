package io.github.nettyaudit.codec.event;

/** How an event came to its end. */
public enum AuditEventState {
    /** Its last record came, or it is of a type that always stands alone. */
    COMPLETE,
    /**
     * No end came in time. For an event with a system call that means a record was lost; single records of the kernel
     * (an access vector outside of any system call, a program's abnormal end) have no end and come this way too.
     */
    TIMED_OUT,
    /** Too many events were open, and this one had waited longest. */
    EVICTED,
    /** The stream ended, or the handler was removed, while the event was open. */
    UNFINISHED,
    /** One record whose time and serial could not be parsed, so that it cannot be assigned to an event. */
    UNPARSEABLE,
    /** Not an event but the report of a loss: the event is an {@link AuditLossEvent} and has no records. */
    LOSS
}
