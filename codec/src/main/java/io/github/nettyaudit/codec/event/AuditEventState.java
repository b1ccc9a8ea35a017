package io.github.nettyaudit.codec.event;

/** How an event ended. */
public enum AuditEventState {
    /** Its last record arrived, or it is of a type that always stands alone. */
    COMPLETE,
    /**
     * Its end did not arrive in time. For an event with a system call that means that a record was lost. Single records
     * of the kernel (an access vector outside of a system call, a program's abnormal end) have no end, and end so.
     */
    TIMED_OUT,
    /** A bound on the open events was reached, and this one had been without a record for the longest time. */
    EVICTED,
    /** The stream ended, or the handler was removed, while the event was open. */
    UNFINISHED,
    /** One record whose time and serial could not be parsed, so that it cannot be assigned to an event. */
    UNPARSEABLE,
    /** Not an event but the report of a loss: the event is an {@link AuditLossEvent} and has no records. */
    LOSS
}
