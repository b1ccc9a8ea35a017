package io.github.nettyaudit.schema.text;

import io.netty.buffer.ByteBuf;
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
     * Returns the bytes at an index, to be looked at.
     *
     * @param text  holds the bytes
     * @param index the index of the first byte
     * @param end   the index after the last byte of the text; more than {@code index}
     * @return up to four bytes, the first one highest; 0 for those behind the end, which continues no character
     */
    public static int bytes(byte[] text, int index, int end) {
        int bytes = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes = bytes << Byte.SIZE | (index + i < end ? text[index + i] & 0xff : 0);
        }
        return bytes;
    }

    /**
     * Returns the bytes at an index, to be looked at.
     *
     * @param text  holds the bytes; its indices are not used
     * @param index the index of the first byte
     * @param end   the index after the last byte of the text; more than {@code index}
     * @return up to four bytes, the first one highest; 0 for those behind the end, which continues no character
     */
    public static int bytes(ByteBuf text, int index, int end) {
        int bytes = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            bytes = bytes << Byte.SIZE | (index + i < end ? text.getUnsignedByte(index + i) : 0);
        }
        return bytes;
    }

    /**
     * Looks at the character that begins with the first of some bytes.
     *
     * @param bytes what {@code bytes} returned
     * @return the character's length, 1 to 4; or, where there is none, the negated number of bytes that could have begun
     *         one, at least 1
     */
    public static int sequence(int bytes) {
        int first = bytes >>> 24;
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
            int next = byteAt(bytes, i);
            int lowest = i == 1 ? lowestSecond : 0x80;
            int highest = i == 1 ? highestSecond : 0xbf;
            if (next < lowest || next > highest) {
                return -i;
            }
        }
        return size;
    }

    private static int byteAt(int bytes, int index) {
        return bytes >>> 24 - Byte.SIZE * index & 0xff;
    }

    /**
     * Returns a character.
     *
     * @param bytes  what {@code bytes} returned
     * @param length the length that {@link #sequence} returned, 1 or more
     * @return its code point
     */
    public static int codePoint(int bytes, int length) {
        if (length == 1) {
            return bytes >>> 24;
        }
        int codePoint = bytes >>> 24 & 0x7f >> length;
        for (int i = 1; i < length; i++) {
            codePoint = codePoint << 6 | byteAt(bytes, i) & 0x3f;
        }
        return codePoint;
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
