package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.DefaultAddressedEnvelope;

/**
 * A datagram with its recipient and, if it was received, its sender. A channel delivers these instead of buffers if
 * {@link AuditNetlinkChannelOption#DELIVER_ENVELOPES} is set, and always accepts them for writing.
 *
 * <p>Owns one reference of its {@link #content()}; the handler that takes the datagram must release it.
 */
public final class NetlinkDatagram extends DefaultAddressedEnvelope<ByteBuf, NetlinkAddress> implements ByteBufHolder {
    /**
     * Creates a datagram to be sent.
     *
     * @param content   its bytes, at least one; the datagram takes over the caller's reference
     * @param recipient the address to send it to, which need not be the channel's peer
     */
    public NetlinkDatagram(ByteBuf content, NetlinkAddress recipient) {
        super(content, recipient);
    }

    NetlinkDatagram(ByteBuf content, NetlinkAddress recipient, NetlinkAddress sender) {
        super(content, recipient, sender);
    }

    @Override
    public NetlinkDatagram copy() {
        return replace(content().copy());
    }

    @Override
    public NetlinkDatagram duplicate() {
        return replace(content().duplicate());
    }

    @Override
    public NetlinkDatagram retainedDuplicate() {
        return replace(content().retainedDuplicate());
    }

    @Override
    public NetlinkDatagram replace(ByteBuf content) {
        NetlinkAddress sender = sender();
        return sender == null ? new NetlinkDatagram(content, recipient())
                : new NetlinkDatagram(content, recipient(), sender);
    }

    @Override
    public NetlinkDatagram retain() {
        super.retain();
        return this;
    }

    @Override
    public NetlinkDatagram retain(int increment) {
        super.retain(increment);
        return this;
    }

    @Override
    public NetlinkDatagram touch() {
        super.touch();
        return this;
    }

    @Override
    public NetlinkDatagram touch(Object hint) {
        super.touch(hint);
        return this;
    }
}
