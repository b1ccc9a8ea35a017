package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * A message of the audit protocol, as {@link AuditMessageDecoder} produces it: a record, a reply, a request (in a
 * program that acts as the kernel), or an {@link InvalidAuditMessage}. Each kind has its own class. Messages that hold
 * a buffer are {@link io.netty.buffer.ByteBufHolder}s and must be released; all others are immutable values.
 */
public interface AuditMessage {
    /**
     * Returns the numbers of the netlink header.
     *
     * @return the header; it may be an object that refers to a buffer, so keep {@code header().toHeader()} instead
     */
    NetlinkHeader header();

    /**
     * Returns the message type.
     *
     * @return 0 to 65,535, see {@link AuditMessageType}
     */
    default int type() {
        return header().type();
    }

    /**
     * Returns the netlink sequence, which a reply shares with its request. It is not the audit serial.
     *
     * @return any 32 bits; 0 on records
     */
    default int sequence() {
        return header().sequence();
    }

    /**
     * Returns the same message with another header. The {@code AuditRequestHandler} gives a request its sequence this
     * way. If the message holds a buffer, its reference passes to the result: use and release the result instead of
     * this message.
     *
     * @param header the new header; its length is not used
     * @return the message with the header
     * @throws IllegalArgumentException if a message of this class cannot have the header's type
     */
    AuditMessage withHeader(NetlinkHeader header);
}
