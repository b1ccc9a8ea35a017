package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * NLMSG_DONE: the end of an answer in several parts, such as a rule listing. A payload, which the audit subsystem does
 * not send, is not kept. Immutable.
 *
 * @param header a header of type {@link NetlinkControlType#DONE}, with the sequence of the request
 */
public record AuditDoneMessage(NetlinkHeader header) implements AuditMessage {
    /** @throws IllegalArgumentException when the header is of another type */
    public AuditDoneMessage {
        header = AuditHeaders.check(header, NetlinkControlType.DONE);
    }

    @Override
    public AuditDoneMessage withHeader(NetlinkHeader header) {
        return new AuditDoneMessage(header);
    }
}
