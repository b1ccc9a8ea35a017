package io.github.nettyaudit.codec.netlink;

import io.netty.buffer.ByteBuf;
import io.netty.util.internal.UnstableApi;
import java.nio.ByteOrder;

/**
 * The layout of {@code struct nlmsghdr} ({@code linux/netlink.h}, netlink(7)), and access to numbers in the byte order
 * of the machine, which all netlink structs use.
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
@UnstableApi
public final class NetlinkHeaderDescriptor {
    /** The length of a header in bytes, {@code NLMSG_HDRLEN}. */
    public static final int HEADER_LENGTH = 16;
    /** Messages start at multiples of this many bytes, {@code NLMSG_ALIGNTO}. */
    public static final int ALIGNMENT = 4;

    static final int LENGTH_OFFSET = 0;
    static final int TYPE_OFFSET = 4;
    static final int FLAGS_OFFSET = 6;
    static final int SEQUENCE_OFFSET = 8;
    static final int PORT_ID_OFFSET = 12;

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private NetlinkHeaderDescriptor() {
    }

    /**
     * Rounds a length up to a multiple of four, {@code NLMSG_ALIGN}.
     *
     * @param length a length in bytes
     * @return the length, or the next multiple of {@link #ALIGNMENT}
     */
    public static int align(int length) {
        return length + ALIGNMENT - 1 & -ALIGNMENT;
    }

    /**
     * Reads a header; moves no index.
     *
     * @param buffer the buffer
     * @param index  the absolute index of the header
     * @return the header
     * @throws IndexOutOfBoundsException if the buffer does not have 16 bytes from the index on
     */
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

    /**
     * Writes a header at the writer index, which moves by {@link #HEADER_LENGTH}.
     *
     * @param buffer   the buffer
     * @param length   {@code nlmsg_len}
     * @param type     {@code nlmsg_type}, of which the lower 16 bits are written
     * @param flags    {@code nlmsg_flags}, of which the lower 16 bits are written
     * @param sequence {@code nlmsg_seq}
     * @param portId   {@code nlmsg_pid}
     */
    public static void write(ByteBuf buffer, int length, int type, int flags, int sequence, int portId) {
        writeInt(buffer, length);
        writeShort(buffer, type);
        writeShort(buffer, flags);
        writeInt(buffer, sequence);
        writeInt(buffer, portId);
    }

    /**
     * Reads a 32-bit number in the machine's byte order; moves no index.
     *
     * @param buffer the buffer
     * @param index  an absolute index
     * @return the number
     * @throws IndexOutOfBoundsException if the buffer does not have 4 bytes from the index on
     */
    public static int getInt(ByteBuf buffer, int index) {
        return LITTLE_ENDIAN ? buffer.getIntLE(index) : buffer.getInt(index);
    }

    /**
     * Reads an unsigned 16-bit number in the machine's byte order; moves no index.
     *
     * @param buffer the buffer
     * @param index  an absolute index
     * @return the number, 0 to 65,535
     * @throws IndexOutOfBoundsException if the buffer does not have 2 bytes from the index on
     */
    public static int getUnsignedShort(ByteBuf buffer, int index) {
        return LITTLE_ENDIAN ? buffer.getUnsignedShortLE(index) : buffer.getUnsignedShort(index);
    }

    /**
     * Writes a 32-bit number in the machine's byte order at the writer index.
     *
     * @param buffer the buffer
     * @param value  the number
     */
    public static void writeInt(ByteBuf buffer, int value) {
        if (LITTLE_ENDIAN) {
            buffer.writeIntLE(value);
        } else {
            buffer.writeInt(value);
        }
    }

    /**
     * Writes the lower 16 bits of a number in the machine's byte order at the writer index.
     *
     * @param buffer the buffer
     * @param value  the number
     */
    public static void writeShort(ByteBuf buffer, int value) {
        if (LITTLE_ENDIAN) {
            buffer.writeShortLE(value);
        } else {
            buffer.writeShort(value);
        }
    }
}
