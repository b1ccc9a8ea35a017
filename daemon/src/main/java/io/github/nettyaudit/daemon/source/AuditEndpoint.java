package io.github.nettyaudit.daemon.source;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkProtocol;

/**
 * The kernel that a daemon talks to: the one that runs this process, or a scripted one in a test.
 *
 * @param protocol the netlink family, see {@link NetlinkProtocol}
 * @param kernel   where requests go to and datagrams are accepted from
 */
public record AuditEndpoint(int protocol, NetlinkAddress kernel) {
    /** The kernel that runs this process. */
    public static final AuditEndpoint LIVE = new AuditEndpoint(NetlinkProtocol.AUDIT, NetlinkAddress.KERNEL);

    /**
     * Creates an endpoint.
     *
     * @param protocol the netlink family
     * @param kernel   the kernel's address
     */
    public AuditEndpoint {
        requireNonNull(kernel, "kernel");
    }

    /**
     * Returns whether this is the kernel that runs this process.
     *
     * @return {@code true} for {@link #LIVE}
     */
    public boolean isLive() {
        return equals(LIVE);
    }
}
