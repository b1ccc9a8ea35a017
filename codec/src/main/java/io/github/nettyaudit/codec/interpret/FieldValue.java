package io.github.nettyaudit.codec.interpret;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * A field's value as bytes of a larger array, and the numbers in it. A flyweight for the interpreter's inside; it
 * never throws.
 */
final class FieldValue {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] DIGITS = new byte[256];
    private static final byte[] PREFIX = {'0', 'x'};
    private static final String UNSET = "4294967295";
    private static final long UNSET_START = FieldKinds.key(UNSET);
    private static final long ONES = 0x0101010101010101L;
    private static final long QUOTES = ONES * '"';
    private static final long ZEROS = ONES * '0';

    static {
        for (int i = 0; i < DIGITS.length; i++) {
            DIGITS[i] = (byte) Character.digit(i < 0x80 ? i : 0, 16);
        }
    }

    byte[] bytes = new byte[0];
    int start;
    int length;
    /** The number that the last successful reading found. */
    long number;

    FieldValue set(byte[] array, int from, int count) {
        bytes = array;
        start = from;
        length = count;
        return this;
    }

    int at(int index) {
        return bytes[start + index];
    }

    /** Appends the value as it is. */
    void appendTo(TextBuffer out) {
        out.appendPadded(bytes, start, length);
    }

    /** Appends the value without the quotation marks around it, which are not part of what it says. */
    void appendUnquotedTo(TextBuffer out) {
        if (length >= 2 && (bytes[start] == '"' || bytes[start] == '\'')) {
            appendInside(out);
        } else {
            appendTo(out);
        }
    }

    private void appendInside(TextBuffer out) {
        if (indexOf(bytes[start], start + 1) == start + length - 1) {
            out.append(bytes, start + 1, length - 2);
        } else {
            appendTo(out);
        }
    }

    /** Appends the value, which is hexadecimal, with its {@code 0x} if it has one, else behind one. */
    TextBuffer appendHexadecimalTo(TextBuffer out) {
        if (length < 2 || bytes[start] != '0' || (bytes[start + 1] | 0x20) != 'x') {
            out.append(PREFIX);
        }
        return out.appendPadded(bytes, start, length);
    }

    /** Whether every character is a hexadecimal digit, with or without {@code 0x} before them. */
    boolean isHexadecimal() {
        int index = start;
        int end = start + length;
        if (length > 2 && bytes[index] == '0' && (bytes[index + 1] | 0x20) == 'x') {
            index += 2;
        }
        if (index == end) {
            return false;
        }
        for (; end - index > Long.BYTES; index += Long.BYTES) {
            if (!areDigits((long) LONGS.get(bytes, index))) {
                return false;
            }
        }
        if (index + Long.BYTES <= bytes.length) {
            long used = -1L >>> Long.SIZE - (end - index) * Byte.SIZE;
            return areDigits((long) LONGS.get(bytes, index) & used | ZEROS & ~used);
        }
        while (index < end && DIGITS[bytes[index] & 0xff] >= 0) {
            index++;
        }
        return index == end;
    }

    /** Whether eight bytes are hexadecimal digits, all at once; no sum below exceeds its byte. */
    private static boolean areDigits(long eight) {
        long letter = eight >>> 6 & ONES;
        // upper case becomes lower case
        long kind = (eight | letter << 5) & ONES * 0xf0;
        long low = eight & ONES * 0xf;
        // the upper halves are 3 of digits and 6 of letters, the lower ones at most 9, or from 1 to 6
        long wrong = kind ^ (ONES * 0x30 + letter * 0x30);
        wrong |= low + ONES * 6 + letter * 3 & ONES << 4;
        wrong |= ~(low + ONES * 0x10 - letter) & ONES << 4;
        return wrong == 0;
    }

    private int indexOf(byte character, int from) {
        int index = from;
        while (index < start + length && bytes[index] != character) {
            index++;
        }
        return index;
    }

    /** Whether the value is this one character. */
    boolean is(char character) {
        return length == 1 && bytes[start] == character;
    }

    /** Whether the value is this text in quotation marks. */
    boolean isQuoted(String text) {
        if (length != text.length() + 2 || bytes[start] != '"' || bytes[start + length - 1] != '"') {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (bytes[start + 1 + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the value is 4294967295, which stands for an id that nobody has set. */
    boolean isUnset() {
        return length == UNSET.length() && (long) LONGS.get(bytes, start) == UNSET_START
                && bytes[start + 8] == '9' && bytes[start + 9] == '5';
    }

    /** Whether the value is -1, which some records write for {@link #isUnset()}. */
    boolean isMinusOne() {
        return length == 2 && bytes[start] == '-' && bytes[start + 1] == '1';
    }

    /** The eight bytes of a value of that length; 0, which no text is, for one of another. */
    long eightBytes() {
        return length == Long.BYTES ? (long) LONGS.get(bytes, start) : 0;
    }

    /** Where the first quotation mark is in an array from {@code from} on; {@code to} if there is none before that. */
    static int indexOfQuote(byte[] bytes, int from, int to) {
        int i = from;
        for (; i + Long.BYTES <= to; i += Long.BYTES) {
            long difference = (long) LONGS.get(bytes, i) ^ QUOTES;
            long zeros = difference - ONES & ~difference & ONES << 7;
            if (zeros != 0) {
                return i + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (i < to && bytes[i] != '"') {
            i++;
        }
        return i;
    }

    /** Reads {@link #number} in decimal, with or without a minus; false when it is something else or does not fit. */
    boolean readDecimal() {
        int index = start;
        int end = start + length;
        boolean negative = length > 1 && bytes[index] == '-';
        if (negative) {
            index++;
        }
        // 18 digits always fit into 63 bits; what is longer goes the slow way
        if (index == end || end - index > 18) {
            return length > 0 && readLong(10);
        }
        long result = 0;
        for (; index < end; index++) {
            int digit = bytes[index] - '0';
            if (digit < 0 || digit > 9) {
                return false;
            }
            result = result * 10 + digit;
        }
        number = negative ? -result : result;
        return true;
    }

    /** Reads {@link #number} in hexadecimal, with or without {@code 0x}, as unsigned 64 bits. */
    boolean readHexadecimal() {
        int index = start;
        int end = start + length;
        if (length > 2 && bytes[index] == '0' && (bytes[index + 1] | 0x20) == 'x') {
            index += 2;
        }
        while (end - index > 16 && bytes[index] == '0') {
            index++;
        }
        if (index == end || end - index > 16) {
            return false;
        }
        long result = 0;
        for (; index < end; index++) {
            int digit = DIGITS[bytes[index] & 0xff];
            if (digit < 0) {
                return false;
            }
            result = result << 4 | digit;
        }
        number = result;
        return true;
    }

    /** Reads {@link #number} in octal, as unsigned 64 bits. */
    boolean readOctal() {
        return readLong(8);
    }

    /** Reads {@link #number} as C writes constants: {@code 0x} hexadecimal, {@code 0} octal, else decimal. */
    boolean readConstant() {
        if (length > 2 && bytes[start] == '0' && (bytes[start + 1] | 0x20) == 'x') {
            return readHexadecimal();
        }
        return length > 1 && bytes[start] == '0' ? readOctal() : readDecimal();
    }

    private boolean readLong(int base) {
        if (length == 0) {
            return false;
        }
        long result = 0;
        for (int i = start; i < start + length; i++) {
            int digit = DIGITS[bytes[i] & 0xff];
            if (digit < 0 || digit >= base || Long.compareUnsigned(result, Long.divideUnsigned(-1L, base)) > 0) {
                return false;
            }
            long next = result * base + digit;
            if (Long.compareUnsigned(next, digit) < 0) {
                return false;
            }
            result = next;
        }
        number = result;
        return true;
    }
}
