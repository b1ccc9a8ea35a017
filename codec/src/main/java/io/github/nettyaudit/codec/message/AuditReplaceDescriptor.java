package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;
import io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor;
import io.netty.buffer.ByteBuf;

/**
 * The layout of the payload of AUDIT_REPLACE ({@code auditd_send_unicast_skb} in {@code kernel/audit.c}), in the byte
 * order of the machine.
 * <pre>
 * +----------------+
 * |      pid       |  0
 * +----------------+
 * </pre>
 */
final class AuditReplaceDescriptor {
    static final int LENGTH = 4;

    private AuditReplaceDescriptor() {
    }

    /** Reads at least {@link #LENGTH} bytes and ignores more; moves no index. */
    static AuditReplaceMessage read(NetlinkHeader header, ByteBuf payload) {
        AuditMessageException.checkLength("REPLACE", payload, LENGTH);
        return new AuditReplaceMessage(header, NetlinkHeaderDescriptor.getInt(payload, payload.readerIndex()));
    }

    static void write(AuditReplaceMessage message, ByteBuf payload) {
        NetlinkHeaderDescriptor.writeInt(payload, message.pid());
    }
}
