package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;

/** Headers of messages that are created rather than received, and the check of a header's type. */
final class AuditHeaders {
    /** A request with an acknowledgement, which distinguishes success from a lost reply. */
    private static final int REQUEST_FLAGS = NetlinkFlags.REQUEST | NetlinkFlags.ACK;

    private AuditHeaders() {
    }

    /** Returns the header of a request without a sequence; the AuditRequestHandler sets the sequence. */
    static NetlinkHeader request(int type, int payloadLength) {
        return new NetlinkHeader(NetlinkHeaderDescriptor.HEADER_LENGTH + payloadLength, type, REQUEST_FLAGS, 0, 0);
    }

    /** Returns a request with a payload and without a sequence. */
    static NetlinkMessage request(int type, ByteBuf payload) {
        return new NetlinkMessage(type, REQUEST_FLAGS, 0, 0, payload);
    }

    /** Returns a netlink message with the audit message's header and a payload, and the length of the payload. */
    static NetlinkMessage message(AuditMessage message, ByteBuf payload) {
        return message(message, message.header().flags(), payload);
    }

    /** Returns a netlink message with the audit message's header, except for the flags, and a payload. */
    static NetlinkMessage message(AuditMessage message, int flags, ByteBuf payload) {
        NetlinkHeader header = message.header();
        return new NetlinkMessage(header.type(), flags, header.sequence(), header.portId(), payload);
    }

    /** Returns the header as a value that refers to no buffer, if its type is one of two. */
    static NetlinkHeader check(NetlinkHeader header, int type, int otherType) {
        if (header.type() != type && header.type() != otherType) {
            throw new IllegalArgumentException("type: " + AuditMessageType.name(header.type()) + " (expected: "
                    + AuditMessageType.name(type)
                    + (type == otherType ? "" : " or " + AuditMessageType.name(otherType)) + ')');
        }
        return header.toHeader();
    }

    /** Returns the header as a value that refers to no buffer, if its type is the expected one. */
    static NetlinkHeader check(NetlinkHeader header, int type) {
        return check(header, type, type);
    }
}
