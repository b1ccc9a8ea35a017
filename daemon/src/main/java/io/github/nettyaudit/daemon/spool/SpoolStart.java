package io.github.nettyaudit.daemon.spool;

/** Where a reader without a stored position starts. */
public enum SpoolStart {
    /** At the oldest entry that the spool still has. */
    OLDEST,
    /** After the newest entry that was written. */
    NEWEST
}
