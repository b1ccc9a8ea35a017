package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * NLMSG_DONE: the end of a reply in several parts, such as a rule listing. A payload is not kept; the audit subsystem
 * sends none. Immutable.
 *
 * @param header a header of type {@link NetlinkControlType#DONE} with the sequence of the request
 */
public record AuditDoneMessage(NetlinkHeader header) implements AuditMessage {
    /**
     * Creates a message.
     *
     * @param header a header of type {@link NetlinkControlType#DONE} with the sequence of the request
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditDoneMessage {
        header = AuditHeaders.check(header, NetlinkControlType.DONE);
    }

    @Override
    public AuditDoneMessage withHeader(NetlinkHeader header) {
        return new AuditDoneMessage(header);
    }
}
