package io.github.nettyaudit.daemon.spool;

import static java.util.Objects.requireNonNull;

/**
 * Reports that a reader does not get a range of entries.
 *
 * @param firstSequence the first missing sequence
 * @param lastSequence  the last missing sequence
 * @param cause         why
 */
public record SpoolGap(long firstSequence, long lastSequence, SpoolGapCause cause) implements SpoolItem {
    /**
     * Creates a gap.
     *
     * @param firstSequence the first missing sequence
     * @param lastSequence  the last missing sequence
     * @param cause         why
     * @throws IllegalArgumentException if the range is empty
     */
    public SpoolGap {
        requireNonNull(cause, "cause");
        if (firstSequence > lastSequence) {
            throw new IllegalArgumentException("gap: " + firstSequence + " to " + lastSequence + " (expected: a range)");
        }
    }

    /**
     * Returns how many entries are missing.
     *
     * @return 1 or more
     */
    public long entries() {
        return lastSequence - firstSequence + 1;
    }
}
