package io.github.nettyaudit.codec.rule;

/**
 * A number as C's {@code strtoul(3)} and {@code strtol(3)} read it with 64-bit longs, because auditctl uses them: the
 * prefix ({@code 0x}, {@code 0}) determines the base, reading stops at the first character that is not a digit, a text
 * without digits is 0, and a number that is too large becomes the largest one.
 *
 * @param value    the number, unsigned for strtoul
 * @param overflow whether the number was too large
 * @param end      the index where reading stopped
 */
record CNumber(long value, boolean overflow, int end) {
    static CNumber unsigned(String text) {
        return read(text, 0, false);
    }

    static CNumber unsigned(String text, int base) {
        return read(text, base, false);
    }

    static CNumber signed(String text, int base) {
        return read(text, base, true);
    }

    static CNumber signed(String text) {
        return read(text, 0, true);
    }

    boolean isWhole(String text) {
        return end == text.length() && end > 0;
    }

    private static CNumber read(String text, int base, boolean signed) {
        int at = 0;
        while (at < text.length() && isSpace(text.charAt(at))) {
            at++;
        }
        boolean negative = at < text.length() && text.charAt(at) == '-';
        if (negative || at < text.length() && text.charAt(at) == '+') {
            at++;
        }
        int radix = base;
        if ((base == 0 || base == 16) && isHexadecimal(text, at)) {
            radix = 16;
            at += 2;
        } else if (base == 0) {
            radix = at < text.length() && text.charAt(at) == '0' ? 8 : 10;
        }
        int first = at;
        long magnitude = 0;
        boolean overflow = false;
        for (; at < text.length() && digit(text.charAt(at), radix) >= 0; at++) {
            int digit = digit(text.charAt(at), radix);
            if (Long.compareUnsigned(magnitude, Long.divideUnsigned(-1L - digit, radix)) > 0) {
                overflow = true;
            }
            magnitude = magnitude * radix + digit;
        }
        if (at == first) {
            return new CNumber(0, false, 0);
        }
        if (signed && (overflow || magnitude < 0 && !(negative && magnitude == Long.MIN_VALUE))) {
            return new CNumber(negative ? Long.MIN_VALUE : Long.MAX_VALUE, true, at);
        }
        return overflow ? new CNumber(-1L, true, at) : new CNumber(negative ? -magnitude : magnitude, false, at);
    }

    private static boolean isHexadecimal(String text, int at) {
        return at + 2 < text.length() && text.charAt(at) == '0' && (text.charAt(at + 1) | 0x20) == 'x'
                && digit(text.charAt(at + 2), 16) >= 0;
    }

    private static int digit(char character, int radix) {
        return character < 0x80 ? Character.digit(character, radix) : -1;
    }

    private static boolean isSpace(char character) {
        return character == ' ' || character >= '\t' && character <= '\r';
    }
}
