package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * A request without a payload: {@link AuditMessageType#GET}, {@link AuditMessageType#LIST_RULES},
 * {@link AuditMessageType#SIGNAL_INFO}, {@link AuditMessageType#TRIM}, {@link AuditMessageType#TTY_GET} or
 * {@link AuditMessageType#GET_FEATURE}. The kernel also accepts an empty {@link AuditMessageType#SET}, which changes
 * nothing, and an empty {@link AuditMessageType#TTY_SET}, which turns terminal auditing off. Immutable.
 *
 * @param header a header of one of these types
 */
public record AuditEmptyRequest(NetlinkHeader header) implements AuditMessage {
    /**
     * Creates a request.
     *
     * @param header a header of one of these types
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditEmptyRequest {
        if (!needsNoPayload(header.type())) {
            throw new IllegalArgumentException(
                    "type: " + AuditMessageType.name(header.type()) + " (expected: a request without a payload)");
        }
        header = header.toHeader();
    }

    /**
     * Creates a request without a sequence.
     *
     * @param type one of the types of this class
     * @return the request
     * @throws IllegalArgumentException if it is another type
     */
    public static AuditEmptyRequest of(int type) {
        return new AuditEmptyRequest(AuditHeaders.request(type, 0));
    }

    /** Whether the kernel accepts a request of this type without a payload. */
    static boolean needsNoPayload(int type) {
        return switch (type) {
            case AuditMessageType.GET, AuditMessageType.SET, AuditMessageType.LIST_RULES,
                    AuditMessageType.SIGNAL_INFO, AuditMessageType.TRIM, AuditMessageType.TTY_GET,
                    AuditMessageType.TTY_SET, AuditMessageType.GET_FEATURE -> true;
            default -> false;
        };
    }

    @Override
    public AuditEmptyRequest withHeader(NetlinkHeader header) {
        return new AuditEmptyRequest(header);
    }
}
