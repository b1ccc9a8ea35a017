package io.github.nettyaudit.codec.netlink;

import io.netty.buffer.ByteBuf;

/**
 * The 16 bytes at the start of each netlink message, {@code struct nlmsghdr} of {@code linux/netlink.h}, as a value.
 * Layout: see {@link NetlinkHeaderDescriptor}. Immutable, safe to share between threads.
 */
public class NetlinkHeader {
    private final int length;
    private final short type;
    private final short flags;
    private final int sequence;
    private final int portId;

    /**
     * @param length   {@code nlmsg_len} as on the wire: bytes of the message, header included, by the book. The
     *                 kernel's unicast audit records leave the header out.
     * @param type     {@code nlmsg_type}, 0 to 65,535
     * @param flags    {@code nlmsg_flags}, 0 to 65,535, see {@link NetlinkFlags}
     * @param sequence {@code nlmsg_seq}, all 32 bits: joins an answer to its request; 0 on audit records
     * @param portId   {@code nlmsg_pid}, all 32 bits: port id of the socket that asked; 0 on audit records
     */
    public NetlinkHeader(int length, int type, int flags, int sequence, int portId) {
        if ((type & ~0xffff) != 0) {
            throw new IllegalArgumentException("type: " + type + " (expected: 0-65535)");
        }
        if ((flags & ~0xffff) != 0) {
            throw new IllegalArgumentException("flags: " + flags + " (expected: 0-65535)");
        }
        this.length = length;
        this.type = (short) type;
        this.flags = (short) flags;
        this.sequence = sequence;
        this.portId = portId;
    }

    /** Reads the header at {@code index}, which must have 16 readable bytes; moves no index. */
    NetlinkHeader(ByteBuf buffer, int index) {
        length = NetlinkHeaderDescriptor.length(buffer, index);
        type = (short) NetlinkHeaderDescriptor.type(buffer, index);
        flags = (short) NetlinkHeaderDescriptor.flags(buffer, index);
        sequence = NetlinkHeaderDescriptor.sequence(buffer, index);
        portId = NetlinkHeaderDescriptor.portId(buffer, index);
    }

    /** Copies the header alone, for those who keep it longer than the message. */
    protected NetlinkHeader(NetlinkHeader header) {
        length = header.length;
        type = header.type;
        flags = header.flags;
        sequence = header.sequence;
        portId = header.portId;
    }

    /** Bytes that the message claims to have, header included, as on the wire; not to be trusted. */
    public final int length() {
        return length;
    }

    /** The message type, 0 to 65,535: below 16 a {@link NetlinkControlType}, else the family's own. */
    public final int type() {
        return type & 0xffff;
    }

    /** The flags, a set of {@link NetlinkFlags} bits. */
    public final int flags() {
        return flags & 0xffff;
    }

    /** Whether every bit of {@code flag} is set. */
    public final boolean hasFlag(int flag) {
        return (flags & flag) == flag;
    }

    /** The number that joins an answer to its request; any 32-bit value. 0 on audit records. */
    public final int sequence() {
        return sequence;
    }

    /** The port id of the socket that asked; any 32-bit value. 0 on audit records and on most replies. */
    public final int portId() {
        return portId;
    }

    /** A header of the same numbers that holds on to no buffer. */
    public NetlinkHeader toHeader() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NetlinkHeader that && getClass() == that.getClass() && sameNumbers(that);
    }

    final boolean sameNumbers(NetlinkHeader that) {
        return length == that.length && type == that.type && flags == that.flags
                && sequence == that.sequence && portId == that.portId;
    }

    @Override
    public int hashCode() {
        return ((length * 31 + type) * 31 + flags) * 31 + sequence;
    }

    @Override
    public String toString() {
        return "NetlinkHeader(" + numbers() + ')';
    }

    final String numbers() {
        return "length: " + Integer.toUnsignedString(length) + ", type: " + type() + ", flags: "
                + NetlinkFlags.toString(flags()) + ", sequence: " + Integer.toUnsignedString(sequence)
                + ", portId: " + Integer.toUnsignedString(portId);
    }
}
