package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkControlType;
import io.github.nettyaudit.codec.netlink.NetlinkHeader;

/**
 * NLMSG_OVERRUN: the sender has lost data. Linux defines the type but reports a full socket by ENOBUFS on the socket
 * instead. A payload is not kept. Immutable.
 *
 * @param header a header of type {@link NetlinkControlType#OVERRUN}
 */
public record AuditOverrunMessage(NetlinkHeader header) implements AuditMessage {
    /**
     * Creates a message.
     *
     * @param header a header of type {@link NetlinkControlType#OVERRUN}
     * @throws IllegalArgumentException if the header has another type
     */
    public AuditOverrunMessage {
        header = AuditHeaders.check(header, NetlinkControlType.OVERRUN);
    }

    @Override
    public AuditOverrunMessage withHeader(NetlinkHeader header) {
        return new AuditOverrunMessage(header);
    }
}
