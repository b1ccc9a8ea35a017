package io.github.nettyaudit.server.filter;

/** Decimal digits in a record of which the fields were not found. */
final class DecimalDigits {
    /** There is no digit. */
    static final long NONE = -1;
    /** There are more digits than 18, which may be any number. */
    static final long MANY = -2;

    private static final int MOST = 18;

    private DecimalDigits() {
    }

    /** The number, without its sign, with which a value begins. */
    static long at(byte[] bytes, int from, int to) {
        int start = from < to && bytes[from] == '-' ? from + 1 : from;
        int index = start;
        long number = 0;
        while (index < to && bytes[index] >= '0' && bytes[index] <= '9') {
            if (index - start == MOST) {
                return MANY;
            }
            number = number * 10 + bytes[index++] - '0';
        }
        return index == start ? NONE : number;
    }

    /** Whether the value can be a number, of either sign. */
    static boolean canBe(long number, byte[] bytes, int from, int to) {
        long found = at(bytes, from, to);
        return found == MANY || found == Math.abs(number);
    }
}
