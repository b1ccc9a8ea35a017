package io.github.nettyaudit.codec;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;

/**
 * What all messages have in common whose payload stays a buffer: they wrap the netlink message and add nothing to it,
 * so that a record costs 16 bytes on top of it.
 *
 * @param <M> the message class itself
 */
abstract class AuditContentMessage<M extends AuditContentMessage<M>> implements AuditMessage, ByteBufHolder {
    final NetlinkMessage message;

    AuditContentMessage(NetlinkMessage message) {
        this.message = message;
    }

    /** The same kind of message around another netlink message. */
    abstract M with(NetlinkMessage message);

    @SuppressWarnings("unchecked")
    private M self() {
        return (M) this;
    }

    @Override
    public final NetlinkHeader header() {
        return message;
    }

    @Override
    public M withHeader(NetlinkHeader header) {
        return with(new NetlinkMessage(header.type(), header.flags(), header.sequence(), header.portId(),
                message.content()));
    }

    /** The payload as received or to be sent, between reader and writer index; not a copy. */
    @Override
    public final ByteBuf content() {
        return message.content();
    }

    @Override
    public final M copy() {
        return with(message.copy());
    }

    @Override
    public final M duplicate() {
        return with(message.duplicate());
    }

    @Override
    public final M retainedDuplicate() {
        return with(message.retainedDuplicate());
    }

    @Override
    public final M replace(ByteBuf content) {
        return with(message.replace(content));
    }

    @Override
    public final int refCnt() {
        return message.refCnt();
    }

    @Override
    public final M retain() {
        message.retain();
        return self();
    }

    @Override
    public final M retain(int increment) {
        message.retain(increment);
        return self();
    }

    @Override
    public final M touch() {
        message.touch();
        return self();
    }

    @Override
    public final M touch(Object hint) {
        message.touch(hint);
        return self();
    }

    @Override
    public final boolean release() {
        return message.release();
    }

    @Override
    public final boolean release(int decrement) {
        return message.release(decrement);
    }

    @Override
    public final boolean equals(Object other) {
        return other instanceof AuditContentMessage<?> that && getClass() == that.getClass()
                && message.equals(that.message);
    }

    @Override
    public final int hashCode() {
        return message.hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + '(' + AuditMessageType.name(type()) + ", " + message + ')';
    }
}
