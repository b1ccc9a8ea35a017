package io.github.nettyaudit.daemon.context;

import java.util.function.LongSupplier;

/**
 * Turns the start of a process, in ticks since the boot, into the time that events have. Both clocks are read together,
 * again and again, because the time of the day may be set; {@link #read} says when it was.
 */
final class BootClock {
    /** {@code sysconf(_SC_CLK_TCK)} is 100 on all architectures for which there is a JVM. */
    private static final int TICK_MILLIS = 10;
    /** {@code /proc/uptime} has hundredths of a second, and the two clocks are not read at one moment. */
    private static final long STEP_MILLIS = 200;
    /** So long after a reading, another one can find no step. */
    private static final long VALID_MILLIS = 50;

    private final ProcFiles files;
    private final LongSupplier wallClock;
    private long bootMillis = Long.MIN_VALUE;
    private long now;
    private long readAt;

    BootClock(ProcFiles files, LongSupplier wallClock) {
        this.files = files;
        this.wallClock = wallClock;
    }

    /** Reads both clocks; whether the time of the day was set since the last time. */
    boolean read(int root) {
        now = wallClock.getAsLong();
        if (bootMillis != Long.MIN_VALUE && now >= readAt && now - readAt < VALID_MILLIS) {
            return false;
        }
        readAt = now;
        int length = files.read(root, ProcFile.UPTIME);
        long uptime = length <= 0 ? -1 : millis(files.bytes(), length);
        if (uptime < 0) {
            return false;
        }
        long boot = now - uptime;
        if (bootMillis == Long.MIN_VALUE) {
            bootMillis = boot;
            return false;
        }
        boolean wasSet = Math.abs(boot - bootMillis) > STEP_MILLIS;
        if (wasSet) {
            bootMillis = boot;
        }
        return wasSet;
    }

    /** The time at the last {@link #read}. */
    long now() {
        return now;
    }

    /** The time of a start; {@link Long#MIN_VALUE} if the clock could not be read. */
    long startMillis(long ticks) {
        return bootMillis == Long.MIN_VALUE ? Long.MIN_VALUE : bootMillis + ticks * TICK_MILLIS;
    }

    /** {@code 12345.67 …} in milliseconds; -1 if it is something else. */
    private static long millis(byte[] text, int length) {
        long millis = 0;
        int at = 0;
        int afterPoint = -1;
        for (; at < length && at < 18; at++) {
            byte c = text[at];
            if (c == '.' && afterPoint < 0 && at > 0) {
                afterPoint = 0;
            } else if (c >= '0' && c <= '9' && afterPoint < 3) {
                millis = millis * 10 + c - '0';
                afterPoint += afterPoint < 0 ? 0 : 1;
            } else {
                break;
            }
        }
        if (at == 0) {
            return -1;
        }
        for (int i = Math.max(afterPoint, 0); i < 3; i++) {
            millis *= 10;
        }
        return millis;
    }
}
