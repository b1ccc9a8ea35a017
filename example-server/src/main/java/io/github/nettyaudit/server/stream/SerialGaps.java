package io.github.nettyaudit.server.stream;

/**
 * Finds serials that never came. The kernel counts events from 1 when it boots and gives each the next serial, so a
 * missing one is an event of which no record arrived: lost, or suppressed after it had its number (by
 * {@code rate_limit}, for one).
 *
 * <p>Events of different processors arrive a little out of order, therefore a serial counts as missing only when
 * {@value #WINDOW} later ones have begun, or, where less happens, when a whole interval between two calls of
 * {@link #settle()} has passed since a later one came. Serials wrap at 32 bits and are compared accordingly. A record
 * far behind (an event that began long ago) is never an error. A jump of more than {@value #LARGEST_JUMP} starts anew.
 *
 * <p>Costs 8 KiB and a few instructions per record. Not thread-safe.
 */
final class SerialGaps {
    static final int WINDOW = 1 << 16;
    static final int LARGEST_JUMP = 1 << 24;

    private final long[] seen = new long[WINDOW / 64];
    private boolean started;
    /** The highest serial seen. */
    private int highest;
    /** All serials below this are settled: seen, or counted as missing. */
    private int unsettled;
    /** What {@link #highest} was at the last {@link #settle()}. */
    private int settleAt;
    private long missing;

    /** Notes a record's serial. */
    void note(long serial) {
        int number = (int) serial;
        if (!started) {
            start(number);
            return;
        }
        if (number == highest) {
            return; // the next record of the same event, by far the most frequent case
        }
        int ahead = number - highest;
        if (ahead > LARGEST_JUMP || ahead < -LARGEST_JUMP) {
            start(number);
            return;
        }
        if (ahead > 0) {
            int inWindow = number - WINDOW + 1;
            if (inWindow - unsettled > 0) {
                settleBelow(inWindow);
            }
            highest = number;
        }
        if (number - unsettled >= 0) {
            seen[slot(number)] |= 1L << number;
        }
    }

    private void start(int number) {
        java.util.Arrays.fill(seen, 0);
        started = true;
        highest = number;
        settleAt = number;
        unsettled = number;
        seen[slot(number)] |= 1L << number;
    }

    /** To be called now and then, seconds apart: counts what is missing below the highest serial of the last call. */
    void settle() {
        if (started) {
            if (settleAt - unsettled > 0) {
                settleBelow(settleAt);
            }
            settleAt = highest;
        }
    }

    /** The number of events missing that have been found since the last call of this method. */
    long takeMissing() {
        long found = missing;
        missing = 0;
        return found;
    }

    private void settleBelow(int end) {
        // at most the window has bits; beyond its end nothing can have been seen
        int windowEnd = unsettled + WINDOW;
        int stop = end - windowEnd > 0 ? windowEnd : end;
        for (int number = unsettled; number != stop; number++) {
            long bit = 1L << number;
            int slot = slot(number);
            if ((seen[slot] & bit) == 0) {
                missing++;
            }
            seen[slot] &= ~bit;
        }
        if (end - stop > 0) {
            missing += Integer.toUnsignedLong(end - stop);
        }
        unsettled = end;
    }

    private static int slot(int number) {
        return (number & WINDOW - 1) >>> 6;
    }
}
