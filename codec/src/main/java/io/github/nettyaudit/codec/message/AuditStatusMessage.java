package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * The kernel's answer to AUDIT_GET, or an AUDIT_SET request. Immutable.
 *
 * @param header a header of type {@link AuditMessageType#GET} or {@link AuditMessageType#SET}
 * @param status the state, or in a request what of it to change
 */
public record AuditStatusMessage(NetlinkHeader header, AuditStatus status) implements AuditMessage {
    /** @throws IllegalArgumentException when the header is of another type */
    public AuditStatusMessage {
        header = AuditHeaders.check(header, AuditMessageType.GET, AuditMessageType.SET);
    }

    /** A request to change the fields in {@link AuditStatus#mask()}; it has no sequence yet. */
    public static AuditStatusMessage set(AuditStatus status) {
        return new AuditStatusMessage(AuditHeaders.request(AuditMessageType.SET, status.structLength()), status);
    }

    @Override
    public AuditStatusMessage withHeader(NetlinkHeader header) {
        return new AuditStatusMessage(header, status);
    }
}
