package io.github.nettyaudit.codec.record;

import io.github.nettyaudit.codec.AuditMessageType;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Finds the number of a record type whose name stands in a buffer, without a string. Knows all names of
 * {@link AuditMessageType}, {@code UNKNOWN[1999]}, and bare numbers.
 */
final class MessageTypeNames {
    private static final int SLOTS = 1 << 10;
    private static final int MAX_NAME = 64;
    private static final byte[] UNKNOWN = "UNKNOWN[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[][] NAMES = new byte[SLOTS][];
    private static final int[] TYPES = new int[SLOTS];

    static {
        for (int type = AuditMessageType.GET; type <= AuditMessageType.LAST_USER_MSG2; type++) {
            byte[] name = AuditMessageType.name(type).getBytes(StandardCharsets.US_ASCII);
            if (name[name.length - 1] != ']') {
                int hash = 0;
                for (byte b : name) {
                    hash = next(hash, b);
                }
                int slot = slot(hash);
                while (NAMES[slot] != null) {
                    slot = slot + 1 & SLOTS - 1;
                }
                NAMES[slot] = name;
                TYPES[slot] = type;
            }
        }
    }

    private MessageTypeNames() {
    }

    private static int next(int hash, byte b) {
        return hash * 31 + b;
    }

    private static int slot(int hash) {
        return (hash ^ hash >>> 10) & SLOTS - 1;
    }

    /** The type whose name lies between two absolute indices; -1 if it is none. */
    static int type(ByteBuf buffer, int start, int end) {
        if (end - start > MAX_NAME) {
            return -1;
        }
        int hash = 0;
        for (int i = start; i < end; i++) {
            hash = next(hash, buffer.getByte(i));
        }
        for (int slot = slot(hash); NAMES[slot] != null; slot = slot + 1 & SLOTS - 1) {
            if (equals(NAMES[slot], buffer, start, end)) {
                return TYPES[slot];
            }
        }
        return unnamed(buffer, start, end);
    }

    private static boolean equals(byte[] name, ByteBuf buffer, int start, int end) {
        if (name.length != end - start) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            if (buffer.getByte(start + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static int unnamed(ByteBuf buffer, int start, int end) {
        int index = start;
        if (end - start > UNKNOWN.length && buffer.getByte(start) == 'U') {
            for (int i = 0; i < UNKNOWN.length; i++, index++) {
                if (buffer.getByte(index) != UNKNOWN[i]) {
                    return -1;
                }
            }
        }
        int number = 0;
        int first = index;
        while (index < end && index - first < 5 && buffer.getByte(index) >= '0' && buffer.getByte(index) <= '9') {
            number = number * 10 + buffer.getByte(index++) - '0';
        }
        return index == first ? -1 : number;
    }
}
