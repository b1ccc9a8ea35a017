package io.github.nettyaudit.transport;

/**
 * Netlink families, the third argument of {@code socket(AF_NETLINK, SOCK_RAW, …)} ({@code linux/netlink.h},
 * netlink(7)).
 */
public final class NetlinkProtocol {
    /** {@code NETLINK_ROUTE}: links, addresses, routes; answers everybody, so it needs no privilege. */
    public static final int ROUTE = 0;
    /** {@code NETLINK_USERSOCK}: datagrams between processes, no privilege needed; what scripted kernels run on. */
    public static final int USERSOCK = 2;
    /** {@code NETLINK_AUDIT}: the kernel's audit subsystem. */
    public static final int AUDIT = 9;

    private NetlinkProtocol() {
    }
}
