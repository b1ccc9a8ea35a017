package io.github.nettyaudit.codec.record;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads values of an index as texts and numbers. */
final class FieldText {
    private static final String NULL = "(null)";
    private static final long DECIMAL_LIMIT = Long.MAX_VALUE / 10;

    private FieldText() {
    }

    /** The text of a value; hexadecimal digits are decoded if the field is known to be encoded. */
    static @Nullable String text(FieldIndex index, int position, boolean isUntrusted) {
        byte[] bytes = index.bytes;
        int start = index.valueStart(position);
        int length = index.valueEnd(position) - start;
        boolean isQuoted = length >= 2 && bytes[start] == '"' && bytes[start + length - 1] == '"';
        if (isQuoted || isUntrusted && UntrustedString.isHexadecimal(bytes, start, length)) {
            byte[] decoded = UntrustedString.decode(bytes, start, length);
            return new String(decoded, StandardCharsets.UTF_8);
        }
        String value = new String(bytes, start, length, StandardCharsets.UTF_8);
        return value.equals(NULL) ? null : value;
    }

    /** The decimal number of a value, which may have a minus sign. */
    static long decimal(FieldIndex index, int position, long fallback) {
        byte[] bytes = index.bytes;
        int from = index.valueStart(position);
        int end = index.valueEnd(position);
        boolean isNegative = from < end && bytes[from] == '-';
        if (isNegative) {
            from++;
        }
        if (from == end) {
            return fallback;
        }
        // below zero, where there is one number more
        long number = 0;
        for (int i = from; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9 || number < -DECIMAL_LIMIT || number * 10 < Long.MIN_VALUE + digit) {
                return fallback;
            }
            number = number * 10 - digit;
        }
        if (isNegative) {
            return number;
        }
        return number == Long.MIN_VALUE ? fallback : -number;
    }

    /** The hexadecimal number of a value, of up to 64 bits. */
    static long hexadecimal(FieldIndex index, int position, long fallback) {
        int start = index.valueStart(position);
        int end = index.valueEnd(position);
        if (start == end) {
            return fallback;
        }
        long number = 0;
        for (int i = start; i < end; i++) {
            int digit = UntrustedString.hexDigit(index.bytes[i]);
            if (digit < 0 || number >>> Long.SIZE - 4 != 0) {
                return fallback;
            }
            number = number << 4 | digit;
        }
        return number;
    }
}
