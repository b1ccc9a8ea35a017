package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.UntrustedString;

/** Some bytes that are looked for among others, by Horspool's algorithm. Stateless once it is made. */
final class BytePattern {
    private static final int VALUES = 256;

    private final byte[] bytes;
    /** Whether {@link #bytes} are the values of hexadecimal digits, of which either case is the same. */
    private final boolean isHexadecimal;
    /** How far to go on if the last byte of the place that was looked at is this one; 0 if the place may be the one. */
    private final int[] steps = new int[VALUES];
    /** How far to go on if that place was not the one. */
    private final int stepAfterLast;

    private BytePattern(byte[] bytes, boolean isHexadecimal) {
        this.bytes = bytes;
        this.isHexadecimal = isHexadecimal;
        int last = bytes.length - 1;
        int afterLast = bytes.length;
        for (int value = 0; value < VALUES; value++) {
            int comparable = comparable((byte) value);
            int step = bytes.length;
            for (int i = 0; i < last; i++) {
                step = bytes[i] == comparable ? last - i : step;
            }
            boolean isLast = last >= 0 && bytes[last] == comparable;
            afterLast = isLast ? step : afterLast;
            steps[value] = isLast ? 0 : step;
        }
        stepAfterLast = afterLast;
    }

    /** The bytes themselves. */
    static BytePattern of(byte[] bytes) {
        return new BytePattern(bytes.clone(), false);
    }

    /** Two hexadecimal digits for each byte. */
    static BytePattern ofHexadecimal(byte[] bytes) {
        byte[] digits = new byte[2 * bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            digits[2 * i] = (byte) (bytes[i] >> 4 & 0xf);
            digits[2 * i + 1] = (byte) (bytes[i] & 0xf);
        }
        return new BytePattern(digits, true);
    }

    private int comparable(byte b) {
        return isHexadecimal ? UntrustedString.hexDigit(b) : b;
    }

    int length() {
        return bytes.length;
    }

    boolean isIn(byte[] text, int from, int to) {
        return find(text, from, to) >= 0;
    }

    /** The index of the first place between two others; -1 if there is none. */
    int find(byte[] text, int from, int to) {
        int last = bytes.length - 1;
        if (last < 0) {
            return from;
        }
        int[] known = steps;
        for (int end = from + last; end < to;) {
            int step = known[text[end] & 0xff];
            if (step == 0) {
                if (isAt(text, end - last)) {
                    return end - last;
                }
                step = stepAfterLast;
            }
            end += step;
        }
        return -1;
    }

    private boolean isAt(byte[] text, int index) {
        for (int i = bytes.length - 1; i >= 0; i--) {
            if (comparable(text[index + i]) != bytes[i]) {
                return false;
            }
        }
        return true;
    }
}
