package io.github.nettyaudit.schema.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The memory in which a {@link JsonWriter} collects a document: bytes are put at its end. Grows. */
abstract sealed class JsonOutput permits JsonWriter {
    /** So many bytes of a prepared text are copied at once, needed or not; so many must follow it in its array. */
    static final int PADDING = 3 * Long.BYTES;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle SHORTS =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    /** The two digits of the numbers from 0 to 99, the first one lowest. */
    private static final short[] PAIRS = new short[100];
    private static final int[] POWERS_OF_TEN = {0, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000,
        1_000_000_000};
    private static final int LONGEST_NUMBER = 20;
    private static final int FIRST_CAPACITY = 4096;
    /** Memory that one long document needed is given back after it. */
    private static final int MOST_KEPT = 1 << 20;

    static {
        for (int number = 0; number < PAIRS.length; number++) {
            PAIRS[number] = (short) ('0' + number / 10 | '0' + number % 10 << Byte.SIZE);
        }
    }

    byte[] bytes = new byte[FIRST_CAPACITY];
    int end;

    final void reserve(int more) {
        if (bytes.length - end < more) {
            grow(more);
        }
    }

    private void grow(int more) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, Math.addExact(end, more)));
    }

    /** Forgets what was put. */
    final void empty() {
        end = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[FIRST_CAPACITY];
        }
    }

    final void put(int oneByte) {
        reserve(1);
        bytes[end++] = (byte) oneByte;
    }

    final void put(byte[] source) {
        reserve(source.length);
        System.arraycopy(source, 0, bytes, end, source.length);
        end += source.length;
    }

    /**
     * Copies a prepared text, which {@link #PADDING} more bytes follow in its array. Most are short: the first bytes
     * are copied without a branch that depends on the length.
     */
    final void putPadded(byte[] source, int start, int length) {
        reserve(length + PADDING);
        end = copyPadded(source, start, length, bytes, end);
    }

    /** Copies as {@link #putPadded} does; returns the index after the text. */
    static int copyPadded(byte[] source, int start, int length, byte[] to, int at) {
        LONGS.set(to, at, (long) LONGS.get(source, start));
        LONGS.set(to, at + Long.BYTES, (long) LONGS.get(source, start + Long.BYTES));
        LONGS.set(to, at + 2 * Long.BYTES, (long) LONGS.get(source, start + 2 * Long.BYTES));
        for (int i = PADDING; i < length; i += Long.BYTES) {
            LONGS.set(to, at + i, (long) LONGS.get(source, start + i));
        }
        return at + length;
    }

    @SuppressWarnings("deprecation") // the characters are ASCII, whose bytes this copies
    final void putAscii(String text) {
        int length = text.length();
        reserve(length);
        text.getBytes(0, length, bytes, end);
        end += length;
    }

    final void putNumber(long value) {
        reserve(LONGEST_NUMBER);
        if (value >= 0 && value <= Integer.MAX_VALUE) {
            putNumber((int) value);
            return;
        }
        int digits = 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        if (value < 0) {
            bytes[end++] = '-';
        }
        end += digits;
        long rest = value;
        for (int i = 1; i <= digits; i++) {
            bytes[end - i] = (byte) ('0' + Math.abs(rest % 10));
            rest /= 10;
        }
    }

    private void putNumber(int value) {
        byte[] to = bytes;
        int at = end + digits(value);
        end = at;
        int rest = value;
        while (rest >= PAIRS.length) {
            int next = rest / PAIRS.length;
            at -= Short.BYTES;
            SHORTS.set(to, at, PAIRS[rest - next * PAIRS.length]);
            rest = next;
        }
        if (rest >= 10) {
            SHORTS.set(to, at - Short.BYTES, PAIRS[rest]);
        } else {
            to[at - 1] = (byte) ('0' + rest);
        }
    }

    /** How many digits a number has, which is not negative. */
    private static int digits(int value) {
        // the number of bits times the logarithm of 2, which is one too few beyond the next power of ten
        int digits = (Integer.SIZE - Integer.numberOfLeadingZeros(value | 1)) * 1233 >>> 12;
        return digits + (value >= POWERS_OF_TEN[digits] ? 1 : 0);
    }

    /** Puts a number that is not negative, with zeros in front if it has fewer digits. */
    final void putNumber(long number, int leastDigits) {
        reserve(LONGEST_NUMBER);
        long limit = 10;
        for (int i = 1; i < leastDigits; i++) {
            if (number < limit) {
                int zeros = leastDigits - i;
                while (zeros-- > 0) {
                    bytes[end++] = '0';
                }
                break;
            }
            limit *= 10;
        }
        putNumber(number);
    }

    /** Puts hexadecimal digits in quotation marks. */
    final void putHexadecimal(byte[] value, int start, int length) {
        reserve(Math.addExact(2, Math.multiplyExact(2, length)));
        bytes[end++] = '"';
        for (int i = start; i < start + length; i++) {
            bytes[end++] = DIGITS[value[i] >> 4 & 0xf];
            bytes[end++] = DIGITS[value[i] & 0xf];
        }
        bytes[end++] = '"';
    }
}
