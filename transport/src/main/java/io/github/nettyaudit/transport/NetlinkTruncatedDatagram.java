package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * User event: a datagram was longer than {@link AuditNetlinkChannelOption#MAX_DATAGRAM_SIZE} and the kernel has thrown
 * the rest away ({@code MSG_TRUNC}, recvmsg(2)). Delivered as an event, not as a message, so that no decoder takes the
 * part for the whole. {@link #content()} is what was received; who takes the event releases it (the end of the
 * pipeline does, as with messages).
 */
public final class NetlinkTruncatedDatagram extends DefaultByteBufHolder {
    private final int datagramLength;

    NetlinkTruncatedDatagram(ByteBuf content, int datagramLength) {
        super(content);
        this.datagramLength = datagramLength;
    }

    /** Bytes that the datagram had. */
    public int datagramLength() {
        return datagramLength;
    }

    @Override
    public NetlinkTruncatedDatagram replace(ByteBuf content) {
        return new NetlinkTruncatedDatagram(content, datagramLength);
    }

    @Override
    public boolean equals(Object other) {
        return super.equals(other) && datagramLength == ((NetlinkTruncatedDatagram) other).datagramLength;
    }

    @Override
    public int hashCode() {
        return super.hashCode() * 31 + datagramLength;
    }

    @Override
    public String toString() {
        return "NetlinkTruncatedDatagram(" + content().readableBytes() + " of " + datagramLength + " bytes)";
    }
}
