package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;

/**
 * What all messages have in common whose payload stays a buffer: they wrap the netlink message and add nothing to it,
 * so that a record costs 16 bytes on top of it.
 *
 * <p>No method is final: of those the compiler could not put a bridge into the public subclasses, and reflection
 * refuses what only a package-private class declares.
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
    public NetlinkHeader header() {
        return message;
    }

    @Override
    public M withHeader(NetlinkHeader header) {
        return with(new NetlinkMessage(header.type(), header.flags(), header.sequence(), header.portId(),
                message.content()));
    }

    /** The payload as received or to be sent, between reader and writer index; not a copy. */
    @Override
    public ByteBuf content() {
        return message.content();
    }

    @Override
    public M copy() {
        return with(message.copy());
    }

    @Override
    public M duplicate() {
        return with(message.duplicate());
    }

    @Override
    public M retainedDuplicate() {
        return with(message.retainedDuplicate());
    }

    @Override
    public M replace(ByteBuf content) {
        return with(message.replace(content));
    }

    @Override
    public int refCnt() {
        return message.refCnt();
    }

    @Override
    public M retain() {
        message.retain();
        return self();
    }

    @Override
    public M retain(int increment) {
        message.retain(increment);
        return self();
    }

    @Override
    public M touch() {
        message.touch();
        return self();
    }

    @Override
    public M touch(Object hint) {
        message.touch(hint);
        return self();
    }

    @Override
    public boolean release() {
        return message.release();
    }

    @Override
    public boolean release(int decrement) {
        return message.release(decrement);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AuditContentMessage<?> that && getClass() == that.getClass()
                && message.equals(that.message);
    }

    @Override
    public int hashCode() {
        return message.hashCode();
    }

    @Override
    public String toString() {
        return getClass().getSimpleName() + '(' + AuditMessageType.name(type()) + ", " + message + ')';
    }
}
