package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * What leaves {@link AuditMessageDecoder}: a record, an answer to a request, a request (where somebody plays the
 * kernel), or {@link InvalidAuditMessage}. One class per kind; messages that carry a buffer are
 * {@link io.netty.buffer.ByteBufHolder}s and must be released, the others are immutable values.
 */
public interface AuditMessage {
    /** The netlink header's numbers. May be a view of a buffer's owner: keep {@code header().toHeader()}. */
    NetlinkHeader header();

    /** The message type, 0 to 65,535; see {@link AuditMessageType}. */
    default int type() {
        return header().type();
    }

    /** The netlink sequence that joins an answer to its request. 0 on records; not the audit serial. */
    default int sequence() {
        return header().sequence();
    }

    /**
     * The same message under another header, which gives it its sequence before it is sent. A buffer changes hands:
     * use and release the result instead of this message.
     *
     * @throws IllegalArgumentException when a message of this class cannot have the header's type
     */
    AuditMessage withHeader(NetlinkHeader header);
}
