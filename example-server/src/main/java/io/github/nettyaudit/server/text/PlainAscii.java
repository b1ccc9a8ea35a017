package io.github.nettyaudit.server.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Recognises text that needs no escape, eight bytes at a time: nearly all of what audit records hold. */
final class PlainAscii {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    private static final long QUOTES = 0x2222222222222222L;
    private static final long BACKSLASHES = 0x5c5c5c5c5c5c5c5cL;
    /** Added to seven bits, sets the eighth if they are more than a blank. */
    private static final long MORE_THAN_BLANK = 0x5f5f5f5f5f5f5f5fL;

    private PlainAscii() {
    }

    /** Whether all bytes are visible ASCII characters other than quotation marks and backslashes. */
    static boolean isWord(byte[] text, int start, int length) {
        int end = start + length;
        int index = start;
        for (; end - index >= Long.BYTES; index += Long.BYTES) {
            long word = (long) LONGS.get(text, index);
            long low = word & LOW_BITS;
            if (((word | ~(low + MORE_THAN_BLANK) | zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES)
                    | zeros(word ^ LOW_BITS)) & HIGH_BITS) != 0) {
                return false;
            }
        }
        for (; index < end; index++) {
            if (!isWordCharacter(text[index])) {
                return false;
            }
        }
        return true;
    }

    /** Sets the highest bit of each byte that is 0; the other bits mean nothing. */
    private static long zeros(long word) {
        return ~((word & LOW_BITS) + LOW_BITS | word);
    }

    private static boolean isWordCharacter(int character) {
        return character > ' ' && character < 0x7f && character != '"' && character != '\\';
    }

    /** The index of the first byte that is neither a blank nor a character of a word; the end if there is none. */
    static int endOfWords(byte[] text, int start, int end) {
        int index = start;
        while (index < end && (text[index] == ' ' || isWordCharacter(text[index]))) {
            index++;
        }
        return index;
    }

    /** Whether all characters are visible ASCII characters other than quotation marks and backslashes. */
    static boolean isWord(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isWordCharacter(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }
}
