package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * NLMSG_NOOP: a message to be ignored. A payload is not kept. Immutable.
 *
 * @param header a header of type {@link NetlinkControlType#NOOP}
 */
public record AuditNoopMessage(NetlinkHeader header) implements AuditMessage {
    /**
     * Creates a message.
     *
     * @param header a header of type {@link NetlinkControlType#NOOP}
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditNoopMessage {
        header = AuditHeaders.check(header, NetlinkControlType.NOOP);
    }

    @Override
    public AuditNoopMessage withHeader(NetlinkHeader header) {
        return new AuditNoopMessage(header);
    }
}
