package io.github.nettyaudit.codec.record;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Finds the number of a record type whose name stands in a buffer, without a string. Knows all names of
 * {@link AuditMessageType}, {@code UNKNOWN[1999]}, and bare numbers. Names are compared eight bytes at a time.
 */
final class MessageTypeNames {
    /** The longest name, in words of eight bytes. */
    private static final int WORDS = 4;
    private static final int SLOTS = 1 << 10;
    private static final byte[] UNKNOWN = "UNKNOWN[".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_DIGITS = 5;
    /** Of each slot the words of its name, zeros behind the name; a slot whose first word is zero is free. */
    private static final long[] NAMES = new long[SLOTS * WORDS];
    private static final int[] TYPES = new int[SLOTS];

    static {
        for (int type = AuditMessageType.GET; type <= AuditMessageType.LAST_USER_MSG2; type++) {
            byte[] name = AuditMessageType.name(type).getBytes(StandardCharsets.US_ASCII);
            if (name[name.length - 1] != ']') {
                add(name, type);
            }
        }
    }

    private MessageTypeNames() {
    }

    private static void add(byte[] name, int type) {
        if (name.length > WORDS * Long.BYTES) {
            throw new IllegalStateException("a longer name than there is room for: " + AuditMessageType.name(type));
        }
        long[] words = new long[WORDS];
        for (int i = 0; i < name.length; i++) {
            words[i / Long.BYTES] |= (name[i] & 0xffL) << Long.SIZE - Byte.SIZE * (i % Long.BYTES + 1);
        }
        int slot = slot(words[0], words[1], name.length);
        while (NAMES[slot * WORDS] != 0) {
            slot = slot + 1 & SLOTS - 1;
        }
        System.arraycopy(words, 0, NAMES, slot * WORDS, WORDS);
        TYPES[slot] = type;
    }

    private static int slot(long first, long second, int length) {
        long mixed = (first + second * 31 + length) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> 54);
    }

    /**
     * The type whose name lies between two absolute indices; -1 if it is none. Eight bytes behind the name must be
     * readable.
     */
    static int type(ByteBuf buffer, int start, int end) {
        int length = end - start;
        if (length == 0 || length > WORDS * Long.BYTES) {
            return -1;
        }
        long first = word(buffer, start, length);
        long second = length > Long.BYTES ? word(buffer, start + Long.BYTES, length - Long.BYTES) : 0;
        for (int slot = slot(first, second, length); NAMES[slot * WORDS] != 0; slot = slot + 1 & SLOTS - 1) {
            if (NAMES[slot * WORDS] == first && NAMES[slot * WORDS + 1] == second
                    && (length <= 2 * Long.BYTES && NAMES[slot * WORDS + 2] == 0
                    || isRest(buffer, start, length, slot))) {
                return TYPES[slot];
            }
        }
        return unnamed(buffer, start, end);
    }

    private static boolean isRest(ByteBuf buffer, int start, int length, int slot) {
        for (int word = 2; word < WORDS; word++) {
            int left = length - word * Long.BYTES;
            long expected = left > 0 ? word(buffer, start + word * Long.BYTES, left) : 0;
            if (NAMES[slot * WORDS + word] != expected) {
                return false;
            }
        }
        return true;
    }

    /** Up to eight bytes, the first in the highest, zeros behind those that belong to the name. */
    private static long word(ByteBuf buffer, int index, int length) {
        long word = buffer.getLong(index);
        return length >= Long.BYTES ? word : word & -1L << Long.SIZE - Byte.SIZE * length;
    }

    /** {@code UNKNOWN[1999]}, or a number; what follows the digits does not matter. */
    private static int unnamed(ByteBuf buffer, int start, int end) {
        int index = start;
        if (startsUnknown(buffer, start, end)) {
            index += UNKNOWN.length;
            if (buffer.indexOf(index, end, (byte) ']') < 0) {
                return -1;
            }
        } else if (buffer.getByte(start) < '0' || buffer.getByte(start) > '9') {
            return -1;
        }
        int number = 0;
        for (int digits = 0; index < end && digits < MAX_DIGITS; digits++, index++) {
            int digit = buffer.getByte(index) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static boolean startsUnknown(ByteBuf buffer, int start, int end) {
        if (end - start <= UNKNOWN.length) {
            return false;
        }
        for (int i = 0; i < UNKNOWN.length; i++) {
            if (buffer.getByte(start + i) != UNKNOWN[i]) {
                return false;
            }
        }
        return true;
    }
}
