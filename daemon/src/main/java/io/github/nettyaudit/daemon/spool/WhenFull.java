package io.github.nettyaudit.daemon.spool;

/**
 * What a log of events does when its bound is reached: a {@link SpoolWriter} with a new block, also at the end of the disk;
 * a {@link io.github.nettyaudit.daemon.delivery.MemoryEventLog} in the same way with a new entry, of which it deletes single
 * ones in place of segments.
 */
public enum WhenFull {
    /**
     * Deletes the oldest segments, read or not. Each reader that had not read them gets one {@link SpoolGap}. If nothing
     * is left to delete, the new block is discarded as with {@link #DROP_NEWEST}.
     */
    DROP_OLDEST,
    /**
     * Deletes segments that every named reader has committed. If there is none, discards the new block; readers get a
     * {@link SpoolGap} at its place.
     */
    DROP_NEWEST,
    /**
     * Deletes segments that every named reader has committed. If there is none, keeps the new block, and
     * {@link SpoolWriter#add} and {@link SpoolWriter#flush} return {@code false} until there is space.
     */
    STOP
}
