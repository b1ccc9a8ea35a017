package io.github.nettyaudit.codec.request;

/** How a request ended whose answer, or another answer, came afterwards; see {@link AuditLateReply}. */
public enum AuditRequestOutcome {
    /** Its answer had come: this one is a duplicate, or more than was asked for. */
    ANSWERED,
    /** Nobody waited for an answer; the kernel sends one to such a request only to report an error. */
    NOT_AWAITED,
    /** Its answer did not come in time. */
    TIMED_OUT,
    /** Its future was cancelled. */
    CANCELLED,
    /** It could not be sent, as far as the transport could tell. */
    SEND_FAILED,
    /** Datagrams were lost while it was being answered, so it was given up or sent anew under another sequence. */
    INTERRUPTED
}
