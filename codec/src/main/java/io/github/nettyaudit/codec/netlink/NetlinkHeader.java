package io.github.nettyaudit.codec.netlink;

import io.netty.buffer.ByteBuf;

/**
 * The 16 bytes at the start of each netlink message, {@code struct nlmsghdr} of {@code linux/netlink.h}, as a value.
 * The layout is that of {@link NetlinkHeaderDescriptor}. Immutable and thread-safe.
 */
public class NetlinkHeader {
    private final int length;
    private final short type;
    private final short flags;
    private final int sequence;
    private final int portId;

    /**
     * Creates a header.
     *
     * @param length   {@code nlmsg_len} as on the wire: the bytes of the message including the header. The kernel's
     *                 unicast audit records do not count the header.
     * @param type     {@code nlmsg_type}, 0 to 65,535
     * @param flags    {@code nlmsg_flags}, 0 to 65,535, see {@link NetlinkFlags}
     * @param sequence {@code nlmsg_seq}, any 32 bits: the number that a reply shares with its request; 0 on audit
     *                 records
     * @param portId   {@code nlmsg_pid}, any 32 bits: the port id of the requesting socket; 0 on audit records
     * @throws IllegalArgumentException if {@code type} or {@code flags} is out of range
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

    /**
     * Copies the numbers of a header.
     *
     * @param header the header
     */
    protected NetlinkHeader(NetlinkHeader header) {
        length = header.length;
        type = header.type;
        flags = header.flags;
        sequence = header.sequence;
        portId = header.portId;
    }

    /**
     * Returns the length that the message claims, header included, as on the wire.
     *
     * @return {@code nlmsg_len} in bytes; not verified
     */
    public final int length() {
        return length;
    }

    /**
     * Returns the message type.
     *
     * @return 0 to 65,535: below 16 a {@link NetlinkControlType}, otherwise a type of the netlink family
     */
    public final int type() {
        return type & 0xffff;
    }

    /**
     * Returns the flags.
     *
     * @return a set of {@link NetlinkFlags} bits, 0 to 65,535
     */
    public final int flags() {
        return flags & 0xffff;
    }

    /**
     * Returns whether flags are set.
     *
     * @param flag one or more {@link NetlinkFlags} bits
     * @return whether every one of the bits is set
     */
    public final boolean hasFlag(int flag) {
        return (flags & flag) == flag;
    }

    /**
     * Returns the number that a reply shares with its request.
     *
     * @return any 32 bits; 0 on audit records
     */
    public final int sequence() {
        return sequence;
    }

    /**
     * Returns the port id of the requesting socket.
     *
     * @return any 32 bits; 0 on audit records and on most replies
     */
    public final int portId() {
        return portId;
    }

    /**
     * Returns a header with the same numbers that does not refer to a buffer.
     *
     * @return this header, or a copy if this object is a message
     */
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
