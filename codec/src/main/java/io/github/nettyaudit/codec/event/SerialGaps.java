package io.github.nettyaudit.codec.event;

import java.util.Arrays;

/**
 * Finds serials that never came, in 8 KiB and a few instructions per record.
 *
 * <p>Events of different processors overtake each other, so a serial counts as missing only when {@value #WINDOW} later
 * ones have begun, or when a whole interval between two calls of {@link #settle} has passed since a later one came.
 * Serials wrap at 32 bits and are compared accordingly. A record far behind is never an error, and a jump of more than
 * {@value #LARGEST_JUMP} (the machine was restarted, a log of another one follows) starts anew. Not thread-safe.
 */
final class SerialGaps {
    static final int WINDOW = 1 << 16;
    static final int LARGEST_JUMP = 1 << 24;

    /** Who is told of missing serials. */
    interface Report {
        void missing(int firstSerial, int count);
    }

    private final long[] seen = new long[WINDOW / Long.SIZE];
    private final Report report;
    private boolean started;
    private int highest;
    /** All serials before this one are settled: they have come, or were reported. */
    private int unsettled;
    /** What {@link #highest} was at the last {@link #settle}. */
    private int settleAt;

    SerialGaps(Report report) {
        this.report = report;
    }

    /** Notes a record's serial. */
    void note(int serial) {
        if (!started) {
            start(serial);
            return;
        }
        int ahead = serial - highest;
        if (ahead == 0) {
            return;
        }
        if (ahead > LARGEST_JUMP || ahead < -LARGEST_JUMP) {
            settleBefore(highest + 1);
            start(serial);
            return;
        }
        if (ahead > 0) {
            if (serial - unsettled >= WINDOW) {
                settleBefore(serial - WINDOW + 1);
            }
            highest = serial;
        }
        if (serial - unsettled >= 0) {
            seen[slot(serial)] |= 1L << serial;
        }
    }

    private void start(int serial) {
        Arrays.fill(seen, 0);
        started = true;
        highest = serial;
        settleAt = serial;
        unsettled = serial + 1;
    }

    /** To be called now and then: settles all up to the highest serial of the last call. */
    void settle() {
        if (started) {
            if (settleAt - unsettled >= 0) {
                settleBefore(settleAt + 1);
            }
            settleAt = highest;
        }
    }

    /** Whether a later {@link #settle} may still find something. */
    boolean isPending() {
        return started && highest - unsettled >= 0;
    }

    /** Settles everything, at the end of a stream. */
    void end() {
        if (started) {
            settleBefore(highest + 1);
        }
    }

    private void settleBefore(int limit) {
        int first = 0;
        int count = 0;
        for (; limit - unsettled > 0; unsettled++) {
            long bit = 1L << unsettled;
            int slot = slot(unsettled);
            // what lies beyond the highest serial cannot have come: the window has moved on at once
            boolean came = highest - unsettled >= 0 && (seen[slot] & bit) != 0;
            seen[slot] &= ~bit;
            if (came) {
                if (count > 0) {
                    report.missing(first, count);
                    count = 0;
                }
            } else if (count++ == 0) {
                first = unsettled;
            }
        }
        if (count > 0) {
            report.missing(first, count);
        }
    }

    private static int slot(int serial) {
        return (serial & WINDOW - 1) / Long.SIZE;
    }
}
