package io.github.nettyaudit.daemon.filter;

/** Reads decimal numbers. */
final class Decimal {
    /** What was read if it is no number. */
    static final long NONE = Long.MIN_VALUE;
    private static final int MOST_DIGITS = 18;

    private Decimal() {
    }

    /** Reads digits, with a minus sign before them if there is one. */
    static long read(byte[] bytes, int start, int end) {
        boolean isNegative = start < end && bytes[start] == '-';
        int from = isNegative ? start + 1 : start;
        if (from >= end || end - from > MOST_DIGITS) {
            return NONE;
        }
        long number = 0;
        for (int i = from; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return NONE;
            }
            number = 10 * number + digit;
        }
        return isNegative ? -number : number;
    }
}
