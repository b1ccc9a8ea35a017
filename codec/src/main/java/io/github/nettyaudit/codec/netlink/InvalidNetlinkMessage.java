package io.github.nettyaudit.codec.netlink;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;

/**
 * Bytes that are not a netlink message, with the reason. No byte is lost: {@link #content()} holds all bytes that could
 * not be read, a header included. The numbers of the header are those on the wire if 16 bytes were available, and 0
 * otherwise. Owned and released like any {@link NetlinkMessage}.
 */
public final class InvalidNetlinkMessage extends NetlinkMessage {
    private final DecoderException cause;

    /**
     * Creates a message.
     *
     * @param header  the numbers that the bytes claim as a header, or zeros
     * @param content all bytes that could not be read; the message owns one reference of it
     * @param cause   the reason why the bytes are not a message
     */
    public InvalidNetlinkMessage(NetlinkHeader header, ByteBuf content, DecoderException cause) {
        super(header, content);
        this.cause = requireNonNull(cause, "cause");
    }

    /**
     * Returns the reason why the bytes are not a message.
     *
     * @return an exception that was not thrown
     */
    public DecoderException cause() {
        return cause;
    }

    @Override
    public InvalidNetlinkMessage replace(ByteBuf content) {
        return new InvalidNetlinkMessage(this, content, cause);
    }

    @Override
    public String toString() {
        return super.toString() + " because " + cause.getMessage();
    }
}
