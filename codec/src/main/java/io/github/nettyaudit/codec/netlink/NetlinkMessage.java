package io.github.nettyaudit.codec.netlink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * One netlink message: the numbers of its header, and its payload as a view of the datagram's bytes (no copy).
 *
 * <p>The message owns one reference of its {@link #content()}; who takes the message releases it. Not thread-safe, as
 * buffers are not; {@link #toHeader()} is what may be kept.
 *
 * <p>It extends the header, rather than having one, so that decoding a record costs a single small object.
 */
public class NetlinkMessage extends NetlinkHeader implements ByteBufHolder {
    private final ByteBuf content;

    /** A message with the header's numbers; {@code content} is its payload and becomes the message's. */
    public NetlinkMessage(NetlinkHeader header, ByteBuf content) {
        super(header);
        this.content = content;
    }

    /**
     * A message to be sent. {@link #length()} is computed.
     *
     * @param content the payload, which becomes the message's
     */
    public NetlinkMessage(int type, int flags, int sequence, int portId, ByteBuf content) {
        super(NetlinkHeaderDescriptor.HEADER_LENGTH + content.readableBytes(), type, flags, sequence, portId);
        this.content = content;
    }

    /** A message to be sent that has no payload. */
    public NetlinkMessage(int type, int flags, int sequence, int portId) {
        this(type, flags, sequence, portId, Unpooled.EMPTY_BUFFER);
    }

    /** Reads the header at {@code headerIndex} of {@code datagram}; {@code content} becomes the message's. */
    NetlinkMessage(ByteBuf datagram, int headerIndex, ByteBuf content) {
        super(datagram, headerIndex);
        this.content = content;
    }

    @Override
    public NetlinkHeader toHeader() {
        return new NetlinkHeader(this);
    }

    @Override
    public ByteBuf content() {
        return content;
    }

    @Override
    public NetlinkMessage copy() {
        return replace(content.copy());
    }

    @Override
    public NetlinkMessage duplicate() {
        return replace(content.duplicate());
    }

    @Override
    public NetlinkMessage retainedDuplicate() {
        return replace(content.retainedDuplicate());
    }

    @Override
    public NetlinkMessage replace(ByteBuf content) {
        return new NetlinkMessage(this, content);
    }

    @Override
    public int refCnt() {
        return content.refCnt();
    }

    @Override
    public NetlinkMessage retain() {
        content.retain();
        return this;
    }

    @Override
    public NetlinkMessage retain(int increment) {
        content.retain(increment);
        return this;
    }

    @Override
    public NetlinkMessage touch() {
        content.touch();
        return this;
    }

    @Override
    public NetlinkMessage touch(Object hint) {
        content.touch(hint);
        return this;
    }

    @Override
    public boolean release() {
        return content.release();
    }

    @Override
    public boolean release(int decrement) {
        return content.release(decrement);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && content.equals(((NetlinkMessage) other).content);
    }

    @Override
    public int hashCode() {
        return super.hashCode() * 31 + content.hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + '(' + numbers() + ", content: "
                + (content.refCnt() == 0 ? "released" : content.readableBytes() + " bytes "
                + ByteBufUtil.hexDump(content, content.readerIndex(), Math.min(content.readableBytes(), 64))) + ')';
    }
}
