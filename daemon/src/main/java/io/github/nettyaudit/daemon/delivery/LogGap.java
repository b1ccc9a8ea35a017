package io.github.nettyaudit.daemon.delivery;

/**
 * Entries that a reader cannot read any more.
 *
 * @param first      the number of the first one
 * @param last       the number of the last one
 * @param timeMillis when they were lost, or when that was noticed, in milliseconds since 1970
 * @param reason     why, in words that follow "events were lost: ", without any byte of a record
 */
public record LogGap(long first, long last, long timeMillis, String reason) implements LogItem {
    /**
     * Checks the numbers.
     *
     * @param first      the number of the first one
     * @param last       the number of the last one
     * @param timeMillis when they were lost, or when that was noticed, in milliseconds since 1970
     * @param reason     why, in words that follow "events were lost: ", without any byte of a record
     * @throws IllegalArgumentException if the gap is empty
     */
    public LogGap {
        if (last < first) {
            throw new IllegalArgumentException("last: " + last + " (expected: >= " + first + ')');
        }
    }

    /**
     * Returns the number of entries.
     *
     * @return at least 1
     */
    public long count() {
        return last - first + 1;
    }

    @Override
    public long nextSequence() {
        return last + 1;
    }
}
