package io.github.nettyaudit.codec.interpret;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A reusable, growable byte buffer for text. It holds bytes and not characters, because values of records, file names
 * above all, need not be valid UTF-8 and must not be changed.
 *
 * <p>Not thread-safe.
 */
public final class TextBuffer {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final int FIRST_CAPACITY = 512;
    /** Beyond this many bytes the platform's way to copy is the faster one. */
    private static final int MAX_SHORT = 32;
    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    /** Digits of the largest 64-bit number, and a sign. */
    private static final int MAX_DECIMAL = 20;
    /** Digits of the largest 64-bit number in octal. */
    private static final int MAX_OCTAL = 22;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    /** Creates an empty buffer. */
    public TextBuffer() {
    }

    /**
     * Forgets the text, keeps the memory.
     *
     * @return this buffer
     */
    public TextBuffer clear() {
        length = 0;
        return this;
    }

    /**
     * The number of bytes.
     *
     * @return the length of the text in bytes, 0 or more
     */
    public int length() {
        return length;
    }

    /**
     * Takes back what was appended after the text had this length.
     *
     * @param shorter a length in bytes, 0 or more; one that is not below {@link #length()} changes nothing
     */
    public void truncate(int shorter) {
        length = Math.min(length, shorter);
    }

    /**
     * The memory itself, valid from 0 to {@link #length()} until something is appended.
     *
     * @return the array of this buffer, not a copy; the caller must not write to it
     */
    public byte[] array() {
        return bytes;
    }

    /**
     * Appends the text to a buffer that its caller owns.
     *
     * @param out receives the bytes at its writer index; this method neither retains nor releases it
     */
    public void writeTo(ByteBuf out) {
        out.writeBytes(bytes, 0, length);
    }

    /**
     * Appends the text as characters; bytes that are not UTF-8 become U+FFFD.
     *
     * @param out receives the characters
     */
    public void appendTo(StringBuilder out) {
        for (int i = 0; i < length; i++) {
            if (bytes[i] < 0) {
                out.append(this);
                return;
            }
        }
        for (int i = 0; i < length; i++) {
            out.append((char) bytes[i]);
        }
    }

    /** Makes room in {@link #array()} for so many bytes behind the text. */
    void reserve(int more) {
        if (bytes.length - length < more) {
            grow(more);
        }
    }

    /** Makes what was written into {@link #array()} part of the text. */
    void setLength(int newLength) {
        length = newLength;
    }

    /**
     * Appends one byte.
     *
     * @param oneByte the byte, in the lower 8 bits of the number
     * @return this buffer
     */
    public TextBuffer append(int oneByte) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) oneByte;
        return this;
    }

    /**
     * Appends bytes.
     *
     * @param source all bytes of this array are appended
     * @return this buffer
     */
    public TextBuffer append(byte[] source) {
        return append(source, 0, source.length);
    }

    /**
     * Appends a part of an array.
     *
     * @param source the array
     * @param start  the index of the first byte
     * @param count  the number of bytes, 0 or more
     * @return this buffer
     * @throws IndexOutOfBoundsException if the part is not within the array
     */
    public TextBuffer append(byte[] source, int start, int count) {
        if (bytes.length - length < count) {
            grow(count);
        }
        System.arraycopy(source, start, bytes, length, count);
        length += count;
        return this;
    }

    /**
     * Appends a part of an array, most often a short one, eight bytes at a time.
     *
     * @param source an array in which eight more bytes follow the part; else it is appended the usual way
     */
    TextBuffer appendPadded(byte[] source, int start, int count) {
        if (count > MAX_SHORT || start + count + Long.BYTES > source.length) {
            return append(source, start, count);
        }
        if (bytes.length - length < count + Long.BYTES) {
            grow(count + Long.BYTES);
        }
        for (int i = 0; i < count; i += Long.BYTES) {
            LONGS.set(bytes, length + i, (long) LONGS.get(source, start + i));
        }
        length += count;
        return this;
    }

    /**
     * Appends characters as UTF-8.
     *
     * @param text the characters
     * @return this buffer
     */
    public TextBuffer append(String text) {
        int count = text.length();
        if (bytes.length - length < count) {
            grow(count);
        }
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                length += i;
                return append(text.substring(i).getBytes(StandardCharsets.UTF_8));
            }
            bytes[length + i] = (byte) c;
        }
        length += count;
        return this;
    }

    /**
     * Appends a number in decimal.
     *
     * @param number the number; a negative one is written with its sign
     * @return this buffer
     */
    public TextBuffer appendDecimal(long number) {
        if (number < 0) {
            return append(Long.toString(number));
        }
        if (bytes.length - length < MAX_DECIMAL) {
            grow(MAX_DECIMAL);
        }
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        long rest = number;
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
        return this;
    }

    /**
     * Appends a number, taken as unsigned, in lower-case hexadecimal without leading zeros.
     *
     * @param number the number, as an unsigned one of 64 bits; 0 is written as one digit
     * @return this buffer
     */
    public TextBuffer appendHexadecimal(long number) {
        int shift = Math.max(0, 60 - Long.numberOfLeadingZeros(number) / 4 * 4);
        for (; shift >= 0; shift -= 4) {
            append(HEXADECIMAL[(int) (number >>> shift) & 0xf]);
        }
        return this;
    }

    /**
     * Appends a number, taken as unsigned, in octal with at least {@code digits} digits.
     *
     * @param number the number, as an unsigned one of 64 bits
     * @param digits the fewest digits; zeros in front fill them up
     * @return this buffer
     */
    public TextBuffer appendOctal(long number, int digits) {
        int count = Math.max(digits, (MAX_OCTAL * 3 - Long.numberOfLeadingZeros(number)) / 3);
        for (int shift = (count - 1) * 3; shift >= 0; shift -= 3) {
            append('0' + (int) (number >>> shift & 7));
        }
        return this;
    }

    private void grow(int more) {
        bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }

    /** The text; bytes that are not UTF-8 become U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
