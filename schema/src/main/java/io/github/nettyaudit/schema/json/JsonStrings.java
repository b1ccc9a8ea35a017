package io.github.nettyaudit.schema.json;

import io.github.nettyaudit.schema.text.HiddenCharacters;
import io.github.nettyaudit.schema.text.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Copies bytes into JSON strings. Written for audit records, which are nearly all plain ASCII: eight bytes are looked at
 * and copied together.
 */
final class JsonStrings {
    /** Bytes that are not UTF-8 become U+FFFD. */
    static final boolean REPLACE = false;
    /** Bytes that are not UTF-8 become the characters of {@link JsonBytes}. */
    static final boolean KEEP = true;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long BLANKS = 0x2020202020202020L;
    private static final long QUOTES = 0x2222222222222222L;
    private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;
    /** Added to seven bits, sets the eighth if they are a blank or more. */
    private static final long BLANK_OR_MORE = 0x6060606060606060L;
    /** The longest escape of one byte. */
    private static final int LONGEST_ESCAPE = 6;

    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] REPLACEMENT = "\ufffd".getBytes(StandardCharsets.UTF_8);
    /** The letter after the backslash for ASCII characters; 0 for those that need none, {@code u} for a number. */
    private static final byte[] ESCAPES = new byte[128];

    static {
        for (int control = 0; control < ' '; control++) {
            ESCAPES[control] = 'u';
        }
        ESCAPES[0x7f] = 'u';
        ESCAPES['\b'] = 'b';
        ESCAPES['\t'] = 't';
        ESCAPES['\n'] = 'n';
        ESCAPES['\f'] = 'f';
        ESCAPES['\r'] = 'r';
        ESCAPES['"'] = '"';
        ESCAPES['\\'] = '\\';
    }

    private JsonStrings() {
    }

    /**
     * The room that a text may need, with that for the bytes that are written behind it.
     *
     * @throws ArithmeticException if an array cannot hold so much
     */
    static int longest(int length) {
        return Math.addExact(Math.multiplyExact(length, LONGEST_ESCAPE), Long.BYTES);
    }

    /**
     * Writes a text, without quotation marks, into an array that has room for its {@link #longest} form.
     *
     * @return the index after what was written; with the sign bit set if the text was not UTF-8
     */
    static int write(byte[] text, int start, int end, byte[] out, int outStart, boolean keep) {
        int to = outStart;
        int index = start;
        int invalid = 0;
        while (index < end) {
            int rest = end - index;
            long word;
            if (rest >= Long.BYTES) {
                word = (long) LONGS.get(text, index);
            } else {
                // what is behind the end of the text becomes blanks, which need no escape
                long used = (1L << rest * Byte.SIZE) - 1;
                word = (text.length - index >= Long.BYTES ? (long) LONGS.get(text, index) : last(text, index, end)) & used
                        | BLANKS & ~used;
            }
            long found = special(word);
            // what follows the plain bytes is written over
            LONGS.set(out, to, word);
            if (found == 0) {
                to += Math.min(rest, Long.BYTES);
                index += Long.BYTES;
                continue;
            }
            int plain = Long.numberOfTrailingZeros(found) >>> 3;
            index += plain;
            to += plain;
            byte next = text[index];
            if (next >= 0) {
                to = writeEscaped(next, out, to);
                index++;
            } else {
                int bytes = Utf8.bytes(text, index, end);
                int size = Utf8.sequence(bytes);
                int codePoint = size > 0 ? Utf8.codePoint(bytes, size) : 0;
                if (size < 0 || keep && JsonBytes.isByte(codePoint)) {
                    int length = Math.abs(size);
                    to = writeInvalid(text, index, length, out, to, keep);
                    invalid = Integer.MIN_VALUE;
                    index += length;
                } else {
                    to = writeCharacter(text, index, size, codePoint, out, to);
                    index += size;
                }
            }
        }
        return to | invalid;
    }

    /** Fewer than eight bytes at the end of an array, the first in the lowest. */
    private static long last(byte[] text, int start, int end) {
        long word = 0;
        for (int i = end - 1; i >= start; i--) {
            word = word << Byte.SIZE | text[i] & 0xff;
        }
        return word;
    }

    private static int writeEscaped(byte character, byte[] out, int start) {
        byte escape = ESCAPES[character];
        if (escape == 'u') {
            return writeNumber(character, out, start);
        }
        out[start] = '\\';
        out[start + 1] = escape;
        return start + 2;
    }

    private static int writeInvalid(byte[] text, int index, int length, byte[] out, int start, boolean keep) {
        int to = start;
        if (keep) {
            for (int i = 0; i < length; i++) {
                to = writeNumber(JsonBytes.FIRST_CODE_POINT + (text[index + i] & 0x7f), out, to);
            }
            return to;
        }
        System.arraycopy(REPLACEMENT, 0, out, to, REPLACEMENT.length);
        return to + REPLACEMENT.length;
    }

    /** Sets the highest bit of bytes that cannot be copied as they are; the lowest such byte is right, those above may not. */
    private static long special(long word) {
        long low = word & LOW_BITS;
        return (word | ~(low + BLANK_OR_MORE) | zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES)
                | zeros(word ^ LOW_BITS)) & HIGH_BITS;
    }

    /** Sets the highest bit of each byte that is 0; the other bits mean nothing. */
    private static long zeros(long word) {
        return ~((word & LOW_BITS) + LOW_BITS | word);
    }

    private static int writeCharacter(byte[] text, int index, int size, int codePoint, byte[] out, int start) {
        int to = start;
        if (!HiddenCharacters.isHidden(codePoint)) {
            for (int i = 0; i < size; i++) {
                out[to++] = text[index + i];
            }
            return to;
        }
        if (Character.isBmpCodePoint(codePoint)) {
            return writeNumber(codePoint, out, to);
        }
        return writeNumber(Character.lowSurrogate(codePoint), out,
                writeNumber(Character.highSurrogate(codePoint), out, to));
    }

    private static int writeNumber(int unit, byte[] out, int start) {
        int to = start;
        out[to++] = '\\';
        out[to++] = 'u';
        out[to++] = DIGITS[unit >> 12 & 0xf];
        out[to++] = DIGITS[unit >> 8 & 0xf];
        out[to++] = DIGITS[unit >> 4 & 0xf];
        out[to++] = DIGITS[unit & 0xf];
        return to;
    }
}
