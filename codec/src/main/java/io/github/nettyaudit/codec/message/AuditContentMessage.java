package io.github.nettyaudit.codec.message;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.netlink.ContentHolder;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;

/**
 * The base of all messages whose payload stays a buffer. They wrap the netlink message and add no state to it, so that
 * a record costs 16 bytes more than its netlink message.
 *
 * <p>No method is final, because the compiler then could not add bridge methods to the public subclasses, and
 * reflection refuses methods that only a package-private class declares.
 *
 * @param <M> the message class itself
 */
abstract class AuditContentMessage<M extends AuditContentMessage<M>> implements AuditMessage, ContentHolder<M> {
    final NetlinkMessage message;

    AuditContentMessage(NetlinkMessage message) {
        this.message = requireNonNull(message, "message");
    }

    /** Returns a message of the same class that wraps another netlink message. */
    abstract M with(NetlinkMessage message);

    @Override
    public NetlinkHeader header() {
        return message;
    }

    @Override
    public M withHeader(NetlinkHeader header) {
        return with(new NetlinkMessage(header.type(), header.flags(), header.sequence(), header.portId(),
                message.content()));
    }

    /**
     * Returns the payload as received or to be sent, between the reader index and the writer index.
     *
     * @return the buffer itself, not a copy; its reference count is that of the message
     */
    @Override
    public ByteBuf content() {
        return message.content();
    }

    @Override
    public M replace(ByteBuf content) {
        return with(message.replace(content));
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
