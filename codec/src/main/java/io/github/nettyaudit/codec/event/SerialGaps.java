package io.github.nettyaudit.codec.event;

import static java.util.Objects.requireNonNull;

/**
 * Finds serials for which no record arrived. The kernel numbers events consecutively from 1 after boot
 * ({@code audit_serial} in {@code kernel/audit.c}); a missing number is an event whose records were lost, or were
 * suppressed after the number had been assigned.
 *
 * <p>Events of different processors overtake each other, so a serial counts as missing only when a serial that is
 * {@value #WINDOW} or more higher has been noted, or when a whole interval between two calls of {@link #settle()} has
 * passed since a higher one was noted. Each missing serial is reported once.
 *
 * <p>Serials are unsigned 32-bit numbers that wrap after 4294967295, and are compared by serial number arithmetic
 * (RFC 1982). The kernel's records of one event may be hours apart, so a serial far below the highest one is not an
 * error and is ignored. The numbering starts anew, after everything up to the highest serial has been settled, when a
 * serial is more than {@value #LARGEST_JUMP} away from the highest one, or when {@value #RESTART} serials that are
 * {@value #WINDOW} or more below it came without a higher one: the machine was restarted, or the log of another one
 * follows.
 *
 * <p>Takes 8 KiB of memory and a few instructions for each record. Not thread-safe.
 */
public final class SerialGaps {
    /** How many serials are waited for at a time. */
    public static final int WINDOW = 1 << 16;
    /** The largest difference to the highest serial at which the numbering continues. */
    public static final int LARGEST_JUMP = 1 << 24;
    /** How many low serials in a row make the numbering start anew. */
    public static final int RESTART = 1 << 10;

    /** A bit for each serial that has arrived and is not settled. */
    private final long[] seen = new long[WINDOW / Long.SIZE];
    private final Listener listener;
    private boolean started;
    private int highest;
    /** All serials before this one are settled: they have arrived, or were reported. */
    private int unsettled;
    /** What {@link #highest} was at the last {@link #settle}. */
    private int settleAt;
    /** How many different serials below the window were noted after the highest one. */
    private int low;
    private int lastLow;

    /** Receives the missing serials. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Receives a range of missing serials, in which none has arrived. Ranges of one detector do not overlap, but
         * two may adjoin.
         *
         * @param firstSerial the first missing serial, an unsigned 32-bit number
         * @param count       the number of missing serials, at least 1; they wrap after 4294967295
         */
        void missing(long firstSerial, long count);
    }

    /**
     * Creates a detector that has seen no serial.
     *
     * @param listener receives the missing serials during calls of the detector's methods; it must not call back
     */
    public SerialGaps(Listener listener) {
        this.listener = requireNonNull(listener, "listener");
    }

    /**
     * Notes the serial of a record.
     *
     * @param serial the serial; only the lower 32 bits are used
     */
    public void note(long serial) {
        note((int) serial);
    }

    void note(int serial) {
        if (!started) {
            start(serial);
            return;
        }
        int ahead = serial - highest;
        if (ahead == 0) {
            // the next record of the same event, by far the most frequent case
            return;
        }
        if (ahead > LARGEST_JUMP || ahead < -LARGEST_JUMP || ahead <= -WINDOW && isRestart(serial)) {
            settleBefore(highest + 1);
            start(serial);
            return;
        }
        if (ahead > 0) {
            low = 0;
            settleBefore(serial - WINDOW + 1);
            highest = serial;
        }
        if (serial - unsettled >= 0) {
            seen[slot(serial)] |= 1L << serial;
        }
    }

    /** Counts the low serials; the records of one event count once. */
    private boolean isRestart(int serial) {
        if (low > 0 && serial == lastLow) {
            return false;
        }
        lastLow = serial;
        return ++low == RESTART;
    }

    private void start(int serial) {
        started = true;
        highest = serial;
        settleAt = serial;
        unsettled = serial + 1;
        low = 0;
    }

    /**
     * Reports the missing serials below the one that was the highest at the last call of this method. Call it at
     * regular intervals, of a second or more.
     */
    public void settle() {
        if (started) {
            settleBefore(settleAt + 1);
            settleAt = highest;
        }
    }

    /**
     * Returns whether a later call of {@link #settle()} may report something although no further serial is noted.
     *
     * @return whether not all serials up to the highest one are settled
     */
    public boolean isPending() {
        return started && highest - unsettled >= 0;
    }

    /** Reports all missing serials below the highest one, at the end of a stream. Others may be noted afterwards. */
    public void end() {
        if (started) {
            settleBefore(highest + 1);
        }
    }

    /** Settles the serials before {@code limit}, which may be beyond the highest one; does nothing if they are. */
    private void settleBefore(int limit) {
        int first = unsettled;
        int count = 0;
        // no more than the window: beyond the highest serial none has arrived
        for (; limit - unsettled > 0 && highest - unsettled >= 0; unsettled++) {
            long bit = 1L << unsettled;
            int slot = slot(unsettled);
            if ((seen[slot] & bit) != 0) {
                seen[slot] ^= bit;
                report(first, count);
                count = 0;
            } else if (count++ == 0) {
                first = unsettled;
            }
        }
        if (limit - unsettled > 0) {
            if (count == 0) {
                first = unsettled;
            }
            count += limit - unsettled;
            unsettled = limit;
        }
        report(first, count);
    }

    private void report(int first, int count) {
        if (count > 0) {
            listener.missing(Integer.toUnsignedLong(first), count);
        }
    }

    private static int slot(int serial) {
        return (serial & WINDOW - 1) / Long.SIZE;
    }
}
