package io.github.nettyaudit.daemon.spool;

/**
 * A block of a segment, see {@link SpoolDirectory#blocks(SpoolSegmentFile)}.
 *
 * @param firstSequence the sequence of its first entry
 * @param entries       how many entries it has, 1 or more
 * @param timeMillis    when it was written, as the clock of the machine was, in milliseconds since 1970
 */
public record SpoolBlock(long firstSequence, int entries, long timeMillis) {
}
