package io.github.nettyaudit.daemon.spool;

/** What a {@link SpoolReader} returns: entries, or the report that some are missing, in the order of their sequences. */
public sealed interface SpoolItem permits SpoolBatch, SpoolGap {
    /**
     * Returns the first sequence.
     *
     * @return 1 or more
     */
    long firstSequence();

    /**
     * Returns the last sequence. Once this item is dealt with, it is what {@link SpoolReader#commit(long)} takes.
     *
     * @return {@link #firstSequence()} or more
     */
    long lastSequence();
}
