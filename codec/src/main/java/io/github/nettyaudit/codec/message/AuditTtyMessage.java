package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * The kernel's answer to TTY_GET, or a TTY_SET request. Both concern the process that asks. Immutable.
 *
 * @param header a header of type {@link AuditMessageType#TTY_GET} or {@link AuditMessageType#TTY_SET}
 * @param status what is, or is to be, recorded
 */
public record AuditTtyMessage(NetlinkHeader header, AuditTtyStatus status) implements AuditMessage {
    /** @throws IllegalArgumentException when the header is of another type */
    public AuditTtyMessage {
        header = AuditHeaders.check(header, AuditMessageType.TTY_GET, AuditMessageType.TTY_SET);
    }

    /** A request to change the calling process's status; it has no sequence yet. */
    public static AuditTtyMessage set(AuditTtyStatus status) {
        return new AuditTtyMessage(AuditHeaders.request(AuditMessageType.TTY_SET, status.structLength()), status);
    }

    @Override
    public AuditTtyMessage withHeader(NetlinkHeader header) {
        return new AuditTtyMessage(header, status);
    }
}
