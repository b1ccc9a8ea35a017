package io.github.nettyaudit.codec.message;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * The reply to TTY_GET, or a TTY_SET request. Both concern the requesting process. Immutable.
 *
 * @param header a header of type {@link AuditMessageType#TTY_GET} or {@link AuditMessageType#TTY_SET}
 * @param status what is recorded; in a request, what shall be recorded
 */
public record AuditTtyMessage(NetlinkHeader header, AuditTtyStatus status) implements AuditMessage {
    /**
     * Creates a message.
     *
     * @param header a header of type {@link AuditMessageType#TTY_GET} or {@link AuditMessageType#TTY_SET}
     * @param status what is recorded; in a request, what shall be recorded
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditTtyMessage {
        header = AuditHeaders.check(header, AuditMessageType.TTY_GET, AuditMessageType.TTY_SET);
        requireNonNull(status, "status");
    }

    /**
     * Creates a request without a sequence that changes the status of the calling process.
     *
     * @param status what shall be recorded
     * @return the request
     */
    public static AuditTtyMessage set(AuditTtyStatus status) {
        return new AuditTtyMessage(AuditHeaders.request(AuditMessageType.TTY_SET, status.structLength()), status);
    }

    @Override
    public AuditTtyMessage withHeader(NetlinkHeader header) {
        return new AuditTtyMessage(header, status);
    }
}
