package io.github.nettyaudit.daemon.sink;

/** What became of a document. */
public enum SinkOutcome {
    /** The sink has it. */
    ACCEPTED,
    /** The sink does not have it, and will perhaps take it later. */
    TRY_AGAIN,
    /** The sink does not have it, and will never take it. */
    REFUSED
}
