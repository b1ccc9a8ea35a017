package io.github.nettyaudit.codec.netlink;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;

/**
 * Bytes that are not a netlink message, with the reason. Nothing of them is lost: {@link #content()} is all of what
 * could not be read, a header included. The numbers of the header are those on the wire where 16 bytes were there,
 * and 0 otherwise. Owned and released like any {@link NetlinkMessage}.
 */
public final class InvalidNetlinkMessage extends NetlinkMessage {
    private final DecoderException cause;

    /** @param content everything that could not be read, which becomes the message's */
    public InvalidNetlinkMessage(NetlinkHeader header, ByteBuf content, DecoderException cause) {
        super(header, content);
        this.cause = cause;
    }

    /** Why the bytes are no message. */
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
