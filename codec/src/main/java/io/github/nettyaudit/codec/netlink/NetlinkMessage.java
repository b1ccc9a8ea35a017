package io.github.nettyaudit.codec.netlink;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * A netlink message: the numbers of its header, and its payload as a view of the datagram's bytes (no copy).
 *
 * <p>The message owns one reference of its {@link #content()}; the receiver releases the message. Not thread-safe,
 * because buffers are not. To keep the header longer than the message, keep {@link #toHeader()}.
 *
 * <p>The class extends the header instead of holding one, so that decoding a record creates a single small object.
 */
public class NetlinkMessage extends NetlinkHeader implements ContentHolder<NetlinkMessage> {
    private static final int SHOWN_BYTES = 64;

    private final ByteBuf content;

    /**
     * Creates a message with the numbers of a header, its {@link #length()} included.
     *
     * @param header  the header's numbers
     * @param content the payload; the message owns one reference of it
     */
    public NetlinkMessage(NetlinkHeader header, ByteBuf content) {
        super(header);
        this.content = requireNonNull(content, "content");
    }

    /**
     * Creates a message to be sent. Its {@link #length()} is computed from the content.
     *
     * @param type     {@code nlmsg_type}, 0 to 65,535
     * @param flags    {@code nlmsg_flags}, 0 to 65,535, see {@link NetlinkFlags}
     * @param sequence {@code nlmsg_seq}, any 32 bits
     * @param portId   {@code nlmsg_pid}, any 32 bits; 0 in requests
     * @param content  the payload; the message owns one reference of it
     * @throws IllegalArgumentException if {@code type} or {@code flags} is out of range
     */
    public NetlinkMessage(int type, int flags, int sequence, int portId, ByteBuf content) {
        super(NetlinkHeaderDescriptor.HEADER_LENGTH + content.readableBytes(), type, flags, sequence, portId);
        this.content = content;
    }

    /**
     * Creates a message to be sent that has no payload.
     *
     * @param type     {@code nlmsg_type}, 0 to 65,535
     * @param flags    {@code nlmsg_flags}, 0 to 65,535, see {@link NetlinkFlags}
     * @param sequence {@code nlmsg_seq}, any 32 bits
     * @param portId   {@code nlmsg_pid}, any 32 bits; 0 in requests
     * @throws IllegalArgumentException if {@code type} or {@code flags} is out of range
     */
    public NetlinkMessage(int type, int flags, int sequence, int portId) {
        this(type, flags, sequence, portId, Unpooled.EMPTY_BUFFER);
    }

    /** Reads the header at {@code headerIndex} of {@code datagram}; the message owns one reference of the content. */
    NetlinkMessage(ByteBuf datagram, int headerIndex, ByteBuf content) {
        super(datagram, headerIndex);
        this.content = content;
    }

    @Override
    public NetlinkHeader toHeader() {
        return new NetlinkHeader(this);
    }

    /**
     * Returns the payload between the reader index and the writer index of the buffer.
     *
     * @return the buffer itself, not a copy; its reference count is that of the message
     */
    @Override
    public ByteBuf content() {
        return content;
    }

    @Override
    public NetlinkMessage replace(ByteBuf content) {
        return new NetlinkMessage(this, content);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && content.equals(((NetlinkMessage) other).content);
    }

    @Override
    public int hashCode() {
        return super.hashCode() * 31 + content.hashCode();
    }

    /** Returns the header's numbers and the first 64 bytes of the content in hexadecimal. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + '(' + numbers() + ", content: "
                + (content.refCnt() == 0 ? "released" : content.readableBytes() + " bytes "
                + ByteBufUtil.hexDump(content, content.readerIndex(),
                        Math.min(content.readableBytes(), SHOWN_BYTES))) + ')';
    }
}
