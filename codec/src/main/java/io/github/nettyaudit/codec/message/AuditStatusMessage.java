package io.github.nettyaudit.codec.message;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * The reply to AUDIT_GET, or an AUDIT_SET request. Immutable.
 *
 * @param header a header of type {@link AuditMessageType#GET} or {@link AuditMessageType#SET}
 * @param status the state; in a request, the changes
 */
public record AuditStatusMessage(NetlinkHeader header, AuditStatus status) implements AuditMessage {
    /**
     * Creates a message.
     *
     * @param header a header of type {@link AuditMessageType#GET} or {@link AuditMessageType#SET}
     * @param status the state; in a request, the changes
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditStatusMessage {
        header = AuditHeaders.check(header, AuditMessageType.GET, AuditMessageType.SET);
        requireNonNull(status, "status");
    }

    /**
     * Creates a request without a sequence that changes the fields in {@link AuditStatus#mask()}.
     *
     * @param status the changes
     * @return the request
     */
    public static AuditStatusMessage set(AuditStatus status) {
        return new AuditStatusMessage(AuditHeaders.request(AuditMessageType.SET, status.structLength()), status);
    }

    @Override
    public AuditStatusMessage withHeader(NetlinkHeader header) {
        return new AuditStatusMessage(header, status);
    }
}
