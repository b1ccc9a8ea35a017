package io.github.nettyaudit.server.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Characters in bytes that are UTF-8, or were meant to be (Unicode, table 3-7). */
public final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {
    }

    /**
     * Looks at the character that begins at an index.
     *
     * @param text  holds the bytes
     * @param index the index of the first byte
     * @param end   the index after the last byte of the text; more than {@code index}
     * @return the character's length, 1 to 4; or, where there is none, the negated number of bytes that could have begun
     *         one, at least 1
     */
    public static int sequence(byte[] text, int index, int end) {
        int first = text[index] & 0xff;
        int size;
        int lowestSecond = 0x80;
        int highestSecond = 0xbf;
        if (first < 0x80) {
            return 1;
        } else if (first >= 0xc2 && first <= 0xdf) {
            size = 2;
        } else if (first >= 0xe0 && first <= 0xef) {
            size = 3;
            lowestSecond = first == 0xe0 ? 0xa0 : 0x80; // else over-long
            highestSecond = first == 0xed ? 0x9f : 0xbf; // else a surrogate
        } else if (first >= 0xf0 && first <= 0xf4) {
            size = 4;
            lowestSecond = first == 0xf0 ? 0x90 : 0x80; // else over-long
            highestSecond = first == 0xf4 ? 0x8f : 0xbf; // else beyond U+10FFFF
        } else {
            return -1;
        }
        for (int i = 1; i < size; i++) {
            int next = index + i < end ? text[index + i] & 0xff : -1;
            int lowest = i == 1 ? lowestSecond : 0x80;
            int highest = i == 1 ? highestSecond : 0xbf;
            if (next < lowest || next > highest) {
                return -i;
            }
        }
        return size;
    }

    /**
     * Returns a character.
     *
     * @param text   holds the bytes
     * @param index  the index of its first byte
     * @param length the length that {@link #sequence} returned, 1 or more
     * @return its code point
     */
    public static int codePoint(byte[] text, int index, int length) {
        if (length == 1) {
            return text[index];
        }
        int codePoint = text[index] & 0x7f >> length;
        for (int i = 1; i < length; i++) {
            codePoint = codePoint << 6 | text[index + i] & 0x3f;
        }
        return codePoint;
    }

    /**
     * Returns the length that a text would have as a {@link String}, if it is UTF-8.
     *
     * @param text   holds the bytes
     * @param start  the index of the first byte
     * @param length how many bytes it has
     * @return the number of {@code char}s
     */
    public static int characters(byte[] text, int start, int length) {
        if (isAscii(text, start, length)) {
            return length;
        }
        int count = 0;
        for (int i = start; i < start + length; i++) {
            int octet = text[i] & 0xff;
            count += (octet & 0xc0) == 0x80 ? 0 : octet >= 0xf0 ? 2 : 1;
        }
        return count;
    }

    /**
     * Returns whether a text is ASCII, each byte of it a character.
     *
     * @param text   holds the bytes
     * @param start  the index of the first byte
     * @param length how many bytes it has
     * @return whether no byte has its highest bit set
     */
    public static boolean isAscii(byte[] text, int start, int length) {
        int end = start + length;
        int index = start;
        for (; end - index >= Long.BYTES; index += Long.BYTES) {
            if (((long) LONGS.get(text, index) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; index < end; index++) {
            if (text[index] < 0) {
                return false;
            }
        }
        return true;
    }
}
