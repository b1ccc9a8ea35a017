package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkFlags;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The layout of {@code struct nlmsgerr} ({@code linux/netlink.h}), in the byte order of the machine.
 * <pre>
 * +----------------------------+
 * |           error            |   0
 * +----------------------------+
 * |  header of the request     |   4
 * +----------------------------+
 * |  payload of the request …  |  20, unless NLM_F_CAPPED
 * +----------------------------+
 * |  attributes …              |  at a multiple of four, with NLM_F_ACK_TLVS
 * +----------------------------+
 *
 * an attribute (struct nlattr), at a multiple of four:
 * +-------------+--------------+
 * |  length     |  type        |   0, length with these four bytes
 * +-------------+--------------+
 * |  value …                   |   4
 * +----------------------------+
 * </pre>
 */
final class AuditAcknowledgementDescriptor {
    /** The bytes before the request's payload: the shortest acknowledgement. */
    static final int FIXED_LENGTH = 20;

    private static final int ATTRIBUTE_HEADER_LENGTH = 4;
    /** {@code NLMSGERR_ATTR_MSG}: a text that ends with NUL. */
    private static final int EXPLANATION_TYPE = 1;

    private AuditAcknowledgementDescriptor() {
    }

    static AuditAcknowledgement read(NetlinkHeader header, ByteBuf payload) {
        AuditMessageException.checkLength("an acknowledgement", payload, FIXED_LENGTH);
        int length = payload.readableBytes();
        int start = payload.readerIndex();
        NetlinkHeader request = NetlinkHeaderDescriptor.header(payload, start + Integer.BYTES);
        return new AuditAcknowledgement(header, NetlinkHeaderDescriptor.getInt(payload, start), request,
                header.hasFlag(NetlinkFlags.ACK_ATTRIBUTES)
                        ? explanation(payload, attributesOffset(header, request, length)) : null);
    }

    private static int attributesOffset(NetlinkHeader header, NetlinkHeader request, int length) {
        if (header.hasFlag(NetlinkFlags.CAPPED)) {
            return FIXED_LENGTH;
        }
        long requestPayload = Integer.toUnsignedLong(request.length()) - NetlinkHeaderDescriptor.HEADER_LENGTH;
        // with an impossible length, the start of the attributes is unknown
        return requestPayload < 0 || requestPayload > length - FIXED_LENGTH ? length
                : NetlinkHeaderDescriptor.align(FIXED_LENGTH + (int) requestPayload);
    }

    private static @Nullable String explanation(ByteBuf payload, int offset) {
        int index = payload.readerIndex() + offset;
        while (payload.writerIndex() - index >= ATTRIBUTE_HEADER_LENGTH) {
            int length = NetlinkHeaderDescriptor.getUnsignedShort(payload, index);
            if (length < ATTRIBUTE_HEADER_LENGTH || length > payload.writerIndex() - index) {
                return null;
            }
            if (NetlinkHeaderDescriptor.getUnsignedShort(payload, index + Short.BYTES) == EXPLANATION_TYPE) {
                return text(payload, index + ATTRIBUTE_HEADER_LENGTH, length - ATTRIBUTE_HEADER_LENGTH);
            }
            index += NetlinkHeaderDescriptor.align(length);
        }
        return null;
    }

    private static String text(ByteBuf payload, int index, int length) {
        int end = payload.indexOf(index, index + length, (byte) 0);
        return payload.toString(index, end < 0 ? length : end - index, StandardCharsets.UTF_8);
    }

    static int length(AuditAcknowledgement acknowledgement) {
        String explanation = acknowledgement.explanation();
        return FIXED_LENGTH + (explanation == null ? 0
                : ATTRIBUTE_HEADER_LENGTH + explanation.getBytes(StandardCharsets.UTF_8).length + 1);
    }

    /** Appends the acknowledgement without the request's payload; its header needs the flags of {@link #flags}. */
    static void write(AuditAcknowledgement acknowledgement, ByteBuf payload) {
        NetlinkHeader request = acknowledgement.requestHeader();
        NetlinkHeaderDescriptor.writeInt(payload, acknowledgement.error());
        NetlinkHeaderDescriptor.write(payload, request.length(), request.type(), request.flags(),
                request.sequence(), request.portId());
        String explanation = acknowledgement.explanation();
        if (explanation != null) {
            byte[] text = explanation.getBytes(StandardCharsets.UTF_8);
            NetlinkHeaderDescriptor.writeShort(payload, ATTRIBUTE_HEADER_LENGTH + text.length + 1);
            NetlinkHeaderDescriptor.writeShort(payload, EXPLANATION_TYPE);
            payload.writeBytes(text).writeByte(0);
        }
    }

    /** Returns the flags of the header for the payload that {@link #write} writes. */
    static int flags(AuditAcknowledgement acknowledgement) {
        int flags = acknowledgement.header().flags() | NetlinkFlags.CAPPED;
        return acknowledgement.explanation() == null ? flags & ~NetlinkFlags.ACK_ATTRIBUTES
                : flags | NetlinkFlags.ACK_ATTRIBUTES;
    }
}
