package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;

/**
 * The kernel tells the audit daemon that another process wants its place, which it gets only where this message cannot
 * be delivered. Needs no answer. Immutable.
 * <pre>
 * +----------------+
 * |      pid       |  0
 * +----------------+
 * </pre>
 *
 * @param header a header of type {@link AuditMessageType#REPLACE}
 * @param pid    process id of the challenger
 */
public record AuditReplaceMessage(NetlinkHeader header, int pid) implements AuditMessage {
    /** Bytes of the payload. */
    public static final int LENGTH = 4;

    /** @throws IllegalArgumentException when the header is of another type */
    public AuditReplaceMessage {
        header = AuditHeaders.check(header, AuditMessageType.REPLACE);
    }

    static AuditReplaceMessage read(NetlinkHeader header, ByteBuf payload) {
        int length = payload.readableBytes();
        if (length < LENGTH) {
            throw new AuditMessageException("REPLACE of " + length + " bytes (expected: at least " + LENGTH + ')');
        }
        return new AuditReplaceMessage(header, NetlinkHeaderDescriptor.getInt(payload, payload.readerIndex()));
    }

    void write(ByteBuf payload) {
        NetlinkHeaderDescriptor.writeInt(payload, pid);
    }

    @Override
    public AuditReplaceMessage withHeader(NetlinkHeader header) {
        return new AuditReplaceMessage(header, pid);
    }
}
