package io.github.nettyaudit.testkit;

import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A request as a {@link ScriptedKernel} received it: one netlink message, copied, so that it may be kept. Immutable.
 */
public final class KernelRequest {
    private static final int HEADER = NetlinkHeaderDescriptor.HEADER_LENGTH;

    private final byte[] bytes;
    private final int portId;

    KernelRequest(byte[] bytes, int portId) {
        this.bytes = bytes;
        this.portId = portId;
    }

    /** The messages of a datagram; a header whose length is wrong ends it unheard ({@code netlink_rcv_skb()}). */
    static List<KernelRequest> split(byte[] datagram, int portId) {
        List<KernelRequest> messages = new ArrayList<>(1);
        ByteBuf buffer = Unpooled.wrappedBuffer(datagram);
        int start = 0;
        while (datagram.length - start >= HEADER) {
            int length = NetlinkHeaderDescriptor.getInt(buffer, start);
            if (length < HEADER || length > datagram.length - start) {
                break;
            }
            messages.add(new KernelRequest(Arrays.copyOfRange(datagram, start, start + length), portId));
            start += NetlinkHeaderDescriptor.align(length);
        }
        return messages;
    }

    /**
     * The message type, such as 1000 for {@code AUDIT_GET}.
     *
     * @return {@code nlmsg_type}, an unsigned 16-bit number
     */
    public int type() {
        return NetlinkHeaderDescriptor.getUnsignedShort(bytes(), 4);
    }

    /**
     * The flags, see {@link NetlinkFlags}.
     *
     * @return the bits of {@code nlmsg_flags}, an unsigned 16-bit number
     */
    public int flags() {
        return NetlinkHeaderDescriptor.getUnsignedShort(bytes(), 6);
    }

    /**
     * The netlink sequence that answers repeat.
     *
     * @return {@code nlmsg_seq}, an unsigned 32-bit number
     */
    public int sequence() {
        return NetlinkHeaderDescriptor.getInt(bytes(), 8);
    }

    /**
     * The port id of the socket that sent it.
     *
     * @return the port id from the sender's address, an unsigned 32-bit number; not {@code nlmsg_pid} of the header
     */
    public int portId() {
        return portId;
    }

    /**
     * The whole message, header first, as a new unpooled buffer.
     *
     * @return a read-only view of all bytes with indices of its own; it need not be released
     */
    public ByteBuf bytes() {
        return Unpooled.wrappedBuffer(bytes).asReadOnly();
    }

    /**
     * What follows the header, as a new unpooled buffer.
     *
     * @return a read-only view whose reader index is at the first byte after the header; it need not be released
     */
    public ByteBuf payload() {
        return bytes().skipBytes(HEADER);
    }

    boolean asksForAcknowledgement() {
        return (flags() & NetlinkFlags.ACK) != 0;
    }

    int length() {
        return bytes.length;
    }

    /** A 32-bit word of the payload; 0 behind its end, as the kernel zeroes its structs before it copies. */
    int word(int index) {
        int offset = HEADER + 4 * index;
        return offset + 4 <= bytes.length ? NetlinkHeaderDescriptor.getInt(bytes(), offset) : 0;
    }

    @Override
    public String toString() {
        return "KernelRequest(type: " + type() + ", flags: " + NetlinkFlags.toString(flags()) + ", sequence: "
                + Integer.toUnsignedString(sequence()) + ", portId: " + Integer.toUnsignedString(portId)
                + ", payload: " + ByteBufUtil.hexDump(bytes, HEADER, Math.min(bytes.length - HEADER, 64)) + ')';
    }
}
