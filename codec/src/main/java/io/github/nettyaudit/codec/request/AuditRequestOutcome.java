package io.github.nettyaudit.codec.request;

/** How a request ended to which another reply arrived afterwards, see {@link AuditLateReply}. */
public enum AuditRequestOutcome {
    /** Its reply had arrived; the late reply is a duplicate, or more than was requested. */
    COMPLETED,
    /** It was sent without waiting for a reply. The kernel replies to such a request only to report an error. */
    NOT_AWAITED,
    /** Its reply did not arrive in time. */
    TIMED_OUT,
    /** Its future was cancelled, or the channel was closed. */
    CANCELLED,
    /** The transport reported that it could not be sent. */
    SEND_FAILED,
    /** Datagrams were lost during its reply, so it was given up or sent again with another sequence. */
    INTERRUPTED
}
