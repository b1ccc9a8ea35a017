package io.github.nettyaudit.transport;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.DefaultAddressedEnvelope;

/**
 * A datagram together with who sent it and whom it is for. A channel delivers these in place of bare buffers when
 * {@link AuditNetlinkChannelOption#DELIVER_ENVELOPES} is set, and takes them for writing in any case.
 *
 * <p>Owns one reference of its {@link #content()}; who takes the datagram releases it.
 */
public final class NetlinkDatagram extends DefaultAddressedEnvelope<ByteBuf, NetlinkAddress> implements ByteBufHolder {
    /** A datagram to be sent to {@code recipient}; the content becomes the datagram's. */
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
