package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;

/** Headers for messages that are made rather than received, and the check of a header's type. */
final class AuditHeaders {
    /** A request that wants an acknowledgement, so that success can be told from silence. */
    private static final int REQUEST_FLAGS = NetlinkFlags.REQUEST | NetlinkFlags.ACK;

    private AuditHeaders() {
    }

    /** The header of a request without a sequence yet; whoever sends it gives it one. */
    static NetlinkHeader request(int type, int payloadLength) {
        return new NetlinkHeader(NetlinkHeaderDescriptor.HEADER_LENGTH + payloadLength, type, REQUEST_FLAGS, 0, 0);
    }

    /** A request around a payload, without a sequence yet. */
    static NetlinkMessage request(int type, ByteBuf payload) {
        return new NetlinkMessage(type, REQUEST_FLAGS, 0, 0, payload);
    }

    /** The netlink message of an audit message's header and a payload; its length is that of the payload. */
    static NetlinkMessage message(AuditMessage message, ByteBuf payload) {
        return message(message, message.header().flags(), payload);
    }

    /** The netlink message of an audit message's header, but other flags, and a payload. */
    static NetlinkMessage message(AuditMessage message, int flags, ByteBuf payload) {
        NetlinkHeader header = message.header();
        return new NetlinkMessage(header.type(), flags, header.sequence(), header.portId(), payload);
    }

    /** The header as a value that holds no buffer, when its type is one of two. */
    static NetlinkHeader check(NetlinkHeader header, int type, int otherType) {
        if (header.type() != type && header.type() != otherType) {
            throw new IllegalArgumentException("type: " + AuditMessageType.name(header.type()) + " (expected: "
                    + AuditMessageType.name(type)
                    + (type == otherType ? "" : " or " + AuditMessageType.name(otherType)) + ')');
        }
        return header.toHeader();
    }

    /** The header as a value that holds no buffer, when its type is the one. */
    static NetlinkHeader check(NetlinkHeader header, int type) {
        return check(header, type, type);
    }
}
