package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * AUDIT_REPLACE: the kernel informs the registered audit daemon that another process wants to take its place. The
 * kernel replaces the daemon only if this message cannot be delivered. No reply is expected. Immutable.
 *
 * @param header a header of type {@link AuditMessageType#REPLACE}
 * @param pid    the process id of the challenger
 */
public record AuditReplaceMessage(NetlinkHeader header, int pid) implements AuditMessage {
    /**
     * Creates a message.
     *
     * @param header a header of type {@link AuditMessageType#REPLACE}
     * @param pid    the process id of the challenger
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditReplaceMessage {
        header = AuditHeaders.check(header, AuditMessageType.REPLACE);
    }

    @Override
    public AuditReplaceMessage withHeader(NetlinkHeader header) {
        return new AuditReplaceMessage(header, pid);
    }
}
