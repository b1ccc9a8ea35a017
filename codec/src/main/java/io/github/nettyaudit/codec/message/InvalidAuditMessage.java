package io.github.nettyaudit.codec.message;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.handler.codec.DecoderException;

/**
 * A message that could not be decoded, with the reason. No byte is lost: {@link #content()} is the payload of a valid
 * netlink message or, if the netlink framing is invalid too ({@link #isFrameInvalid()}), all bytes, a header included.
 * {@link AuditMessageEncoder} writes the same bytes again.
 *
 * <p>The message owns one reference of its content; the receiver releases the message. Not thread-safe.
 */
public final class InvalidAuditMessage extends AuditContentMessage<InvalidAuditMessage> {
    private final DecoderException cause;

    /**
     * Creates a message with valid framing and an invalid payload.
     *
     * @param message the netlink message, whose reference passes to this message
     * @param cause   the reason why the payload is invalid
     */
    public InvalidAuditMessage(NetlinkMessage message, DecoderException cause) {
        super(message);
        this.cause = requireNonNull(cause, "cause");
    }

    /**
     * Creates a message with invalid framing.
     *
     * @param message the bytes that are not a netlink message, whose reference passes to this message
     */
    public InvalidAuditMessage(InvalidNetlinkMessage message) {
        this(message, message.cause());
    }

    @Override
    InvalidAuditMessage with(NetlinkMessage message) {
        return new InvalidAuditMessage(message, cause);
    }

    /**
     * Returns the reason why the message is invalid.
     *
     * @return an exception that was not thrown out of the pipeline
     */
    public DecoderException cause() {
        return cause;
    }

    /**
     * Returns whether the netlink framing is invalid. The content then holds all bytes, and the numbers of the header
     * are those that the bytes claim, or 0.
     *
     * @return whether there is no valid netlink message
     */
    public boolean isFrameInvalid() {
        return message instanceof InvalidNetlinkMessage;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the framing is invalid, because the header is then part of the content
     */
    @Override
    public InvalidAuditMessage withHeader(NetlinkHeader header) {
        if (isFrameInvalid()) {
            throw new IllegalArgumentException("the framing is invalid, so there is no header to replace");
        }
        return super.withHeader(header);
    }

    @Override
    public String toString() {
        return "InvalidAuditMessage(" + message + ", cause: " + cause.getMessage() + ')';
    }
}
