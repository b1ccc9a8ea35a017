package io.github.nettyaudit.codec.netlink;

import io.netty.buffer.ByteBuf;
import java.nio.ByteOrder;

/**
 * Where the fields of {@code struct nlmsghdr} lie ({@code linux/netlink.h}, netlink(7)). All numbers are in the byte
 * order of the machine; the accessors take care of that.
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +---------------------------------------------------------------+
 * |                  length (nlmsg_len), header included          |  0
 * +-------------------------------+-------------------------------+
 * |       type (nlmsg_type)       |      flags (nlmsg_flags)      |  4
 * +-------------------------------+-------------------------------+
 * |                     sequence (nlmsg_seq)                      |  8
 * +---------------------------------------------------------------+
 * |                      portId (nlmsg_pid)                       | 12
 * +---------------------------------------------------------------+
 * |                          payload …                            | 16
 * </pre>
 */
public final class NetlinkHeaderDescriptor {
    /** Bytes of a header, {@code NLMSG_HDRLEN}. */
    public static final int HEADER_LENGTH = 16;
    /** A message starts at a multiple of this many bytes, {@code NLMSG_ALIGNTO}. */
    public static final int ALIGNMENT = 4;

    static final int LENGTH_OFFSET = 0;
    static final int TYPE_OFFSET = 4;
    static final int FLAGS_OFFSET = 6;
    static final int SEQUENCE_OFFSET = 8;
    static final int PORT_ID_OFFSET = 12;

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private NetlinkHeaderDescriptor() {
    }

    /** {@code NLMSG_ALIGN}: the next multiple of four. */
    public static int align(int length) {
        return length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /** Reads a header at an absolute index, from which 16 bytes must be readable; moves no index. */
    public static NetlinkHeader header(ByteBuf buffer, int index) {
        return new NetlinkHeader(buffer, index);
    }

    static int length(ByteBuf buffer, int index) {
        return getInt(buffer, index + LENGTH_OFFSET);
    }

    static int type(ByteBuf buffer, int index) {
        return getUnsignedShort(buffer, index + TYPE_OFFSET);
    }

    static int flags(ByteBuf buffer, int index) {
        return getUnsignedShort(buffer, index + FLAGS_OFFSET);
    }

    static int sequence(ByteBuf buffer, int index) {
        return getInt(buffer, index + SEQUENCE_OFFSET);
    }

    static int portId(ByteBuf buffer, int index) {
        return getInt(buffer, index + PORT_ID_OFFSET);
    }

    /** Writes a header at the writer index and moves it by {@link #HEADER_LENGTH}. */
    public static void write(ByteBuf buffer, int length, int type, int flags, int sequence, int portId) {
        writeInt(buffer, length);
        writeShort(buffer, type);
        writeShort(buffer, flags);
        writeInt(buffer, sequence);
        writeInt(buffer, portId);
    }

    /** A 32-bit number in the machine's byte order at an absolute index. */
    public static int getInt(ByteBuf buffer, int index) {
        return LITTLE_ENDIAN ? buffer.getIntLE(index) : buffer.getInt(index);
    }

    /** An unsigned 16-bit number in the machine's byte order at an absolute index. */
    public static int getUnsignedShort(ByteBuf buffer, int index) {
        return LITTLE_ENDIAN ? buffer.getUnsignedShortLE(index) : buffer.getUnsignedShort(index);
    }

    /** Writes a 32-bit number in the machine's byte order. */
    public static void writeInt(ByteBuf buffer, int value) {
        if (LITTLE_ENDIAN) {
            buffer.writeIntLE(value);
        } else {
            buffer.writeInt(value);
        }
    }

    /** Writes the lower 16 bits in the machine's byte order. */
    public static void writeShort(ByteBuf buffer, int value) {
        if (LITTLE_ENDIAN) {
            buffer.writeShortLE(value);
        } else {
            buffer.writeShort(value);
        }
    }
}
