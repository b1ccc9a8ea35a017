package io.github.nettyaudit.daemon.delivery;

/** What a reader finds at its position. */
public sealed interface LogItem permits LogEntry, LogGap {
    /**
     * Returns the position after this item.
     *
     * @return the sequence number of the next item
     */
    long nextSequence();
}
