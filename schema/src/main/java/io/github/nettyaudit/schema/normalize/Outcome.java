package io.github.nettyaudit.schema.normalize;

/** Whether what an event reports was done. */
public enum Outcome {
    /** It was done: {@code success=yes}, {@code res=success}, or an access that was granted. */
    SUCCESS,
    /** It failed or was refused: {@code success=no}, {@code res=failed}, or an access that was denied. */
    FAILURE,
    /** The records do not say. */
    UNKNOWN
}
