package io.github.nettyaudit.daemon.intake;

import java.nio.ByteBuffer;

/**
 * An entry of a ring, in the byte order of the machine.
 * <pre>
 *    0  length of the entry, a multiple of 8  (4)
 *    4  kind                                  (1)
 *    5  unused bytes at the end, 0 to 7       (1)
 *    6  type of the record                    (2)
 *    8  bits of the entry's position          (2)   in the lower bits of one number of 8 bytes
 *       arrival, ms since 1970                (6)   in its upper bits
 *   16  the bytes
 * </pre>
 * An entry does not cross the end of the ring. If it does not fit before the end, the rest is an entry of the kind
 * {@link #PADDING}, of which only the first 8 bytes are there.
 */
final class EntryDescriptor {
    static final int HEADER_LENGTH = 16;
    static final int ALIGNMENT = 8;

    /** The text of a record from the kernel. */
    static final int RECORD = 1;
    /** A line of a log. */
    static final int LINE = 2;
    /** What was lost, see {@link LossEntry}. */
    static final int LOSS = 3;
    /** The kernel's counter of lost records, 8 bytes, big-endian. */
    static final int KERNEL_LOST = 4;
    /** The unused space before the end of the ring. */
    static final int PADDING = 0x7f;

    /** What {@link #check} returns for bytes that are no entry. */
    static final int INVALID = -1;

    private static final int KIND_BYTE = 4;
    private static final int UNUSED_BYTE = 5;
    private static final int TYPE_SHORT = 6;
    private static final int STAMP_LONG = 8;
    private static final int TIME_SHIFT = 16;
    private static final int POSITION_MASK = 0xffff;

    private EntryDescriptor() {
    }

    static int length(int contentLength) {
        return HEADER_LENGTH + contentLength + ALIGNMENT - 1 & -ALIGNMENT;
    }

    static void write(ByteBuffer ring, int at, int contentLength, int kind, int type, long time, long position) {
        int length = length(contentLength);
        ring.putInt(at, length);
        ring.put(at + KIND_BYTE, (byte) kind);
        ring.put(at + UNUSED_BYTE, (byte) (length - HEADER_LENGTH - contentLength));
        ring.putShort(at + TYPE_SHORT, (short) type);
        ring.putLong(at + STAMP_LONG, time << TIME_SHIFT | positionBits(position));
    }

    static void writePadding(ByteBuffer ring, int at, int length) {
        ring.putInt(at, length);
        ring.putInt(at + KIND_BYTE, 0);
        ring.put(at + KIND_BYTE, (byte) PADDING);
    }

    /** Such bits of the position that what an earlier round of the ring has left is told from an entry. */
    private static long positionBits(long position) {
        return (position >>> 3 ^ position >>> 19) & POSITION_MASK;
    }

    /**
     * Checks an entry.
     *
     * @param bytes     the bytes from the entry on, in the byte order of the machine
     * @param at        where it begins
     * @param available how many bytes there may be at most, up to the end of what was produced or of the ring
     * @param position  its position
     * @return its length, or {@link #INVALID}
     */
    static int check(ByteBuffer bytes, int at, int available, long position) {
        if (available < ALIGNMENT) {
            return INVALID;
        }
        int length = bytes.getInt(at);
        if (length < ALIGNMENT || length > available || length % ALIGNMENT != 0) {
            return INVALID;
        }
        int kind = bytes.get(at + KIND_BYTE);
        if (kind == PADDING) {
            return length;
        }
        int unused = bytes.get(at + UNUSED_BYTE);
        boolean valid = kind >= RECORD && kind <= KERNEL_LOST && length >= HEADER_LENGTH && unused >= 0
                && unused < ALIGNMENT && length - HEADER_LENGTH >= unused
                && (bytes.getLong(at + STAMP_LONG) & POSITION_MASK) == positionBits(position);
        return valid ? length : INVALID;
    }

    static int kind(ByteBuffer bytes, int at) {
        return bytes.get(at + KIND_BYTE);
    }

    static int type(ByteBuffer bytes, int at) {
        return bytes.getShort(at + TYPE_SHORT) & 0xffff;
    }

    static long time(ByteBuffer bytes, int at) {
        return bytes.getLong(at + STAMP_LONG) >>> TIME_SHIFT;
    }

    static int contentLength(ByteBuffer bytes, int at) {
        return bytes.getInt(at) - HEADER_LENGTH - bytes.get(at + UNUSED_BYTE);
    }
}
