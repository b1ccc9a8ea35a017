package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.handler.codec.DecoderException;

/**
 * Bytes that are not what they claim to be, with the reason. Nothing of them is lost: {@link #content()} is the
 * payload of a sound netlink message or, where already the framing failed ({@link #isFrameInvalid()}), every byte of
 * it, a header included. {@link AuditMessageEncoder} writes the same bytes again.
 *
 * <p>Owns one reference of its content; who takes the message releases it. Not thread-safe.
 */
public final class InvalidAuditMessage extends AuditContentMessage<InvalidAuditMessage> {
    private final DecoderException cause;

    /** A message of sound framing whose payload makes no sense; the netlink message becomes this one's. */
    public InvalidAuditMessage(NetlinkMessage message, DecoderException cause) {
        super(message);
        this.cause = cause;
    }

    /** Bytes that are no netlink message; they become this message's. */
    public InvalidAuditMessage(InvalidNetlinkMessage message) {
        this(message, message.cause());
    }

    @Override
    InvalidAuditMessage with(NetlinkMessage message) {
        return new InvalidAuditMessage(message, cause);
    }

    /** Why the message is invalid. */
    public DecoderException cause() {
        return cause;
    }

    /** Whether the netlink framing failed, so that the content holds all bytes and the header is a guess. */
    public boolean isFrameInvalid() {
        return message instanceof InvalidNetlinkMessage;
    }

    /** @throws IllegalArgumentException when the frame is invalid: its header is part of the content */
    @Override
    public InvalidAuditMessage withHeader(NetlinkHeader header) {
        if (isFrameInvalid()) {
            throw new IllegalArgumentException("no header to replace: the frame is invalid");
        }
        return super.withHeader(header);
    }

    @Override
    public String toString() {
        return "InvalidAuditMessage(" + message + ", cause: " + cause.getMessage() + ')';
    }
}
