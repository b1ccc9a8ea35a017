package io.github.nettyaudit.transport;

import java.net.SocketAddress;

/**
 * The address of a netlink socket, {@code struct sockaddr_nl} ({@code linux/netlink.h}, netlink(7)): a port id, which
 * identifies one socket of one netlink family, and a set of multicast groups. Immutable.
 */
public final class NetlinkAddress extends SocketAddress {
    /** The kernel: port id 0, no groups. */
    public static final NetlinkAddress KERNEL = new NetlinkAddress(0, 0);
    /** The address to bind to for a port id that the kernel assigns, without groups. */
    public static final NetlinkAddress AUTO = KERNEL;
    /** Multicast group 1 of {@link NetlinkProtocol#AUDIT}, {@code AUDIT_NLGRP_READLOG}, as a bit mask. */
    public static final int AUDIT_READLOG = 1;

    private static final long serialVersionUID = 1L;

    /** {@code nl_pid}. */
    private final int portId;
    /** {@code nl_groups}. */
    private final int groups;

    /**
     * Creates an address.
     *
     * @param portId {@code nl_pid}, all 32 bits; 0 is the kernel as a recipient, and lets the kernel assign one when
     *               binding
     * @param groups {@code nl_groups}: bit n−1 stands for multicast group n
     */
    public NetlinkAddress(int portId, int groups) {
        this.portId = portId;
        this.groups = groups;
    }

    /**
     * Returns the address to bind to for a port id that the kernel assigns, as a member of multicast groups.
     *
     * @param groups a bit mask: bit n−1 stands for multicast group n, for example {@link #AUDIT_READLOG}
     * @return the address
     */
    public static NetlinkAddress multicast(int groups) {
        return new NetlinkAddress(0, groups);
    }

    /**
     * Returns the address of one socket.
     *
     * @param portId its port id, all 32 bits
     * @return the address
     */
    public static NetlinkAddress port(int portId) {
        return new NetlinkAddress(portId, 0);
    }

    /**
     * Returns the port id, {@code nl_pid}.
     *
     * @return all 32 bits; 0 is the kernel
     */
    public int portId() {
        return portId;
    }

    /**
     * Returns the multicast groups, {@code nl_groups}.
     *
     * @return a bit mask: bit n−1 stands for multicast group n
     */
    public int groups() {
        return groups;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NetlinkAddress that && portId == that.portId && groups == that.groups;
    }

    @Override
    public int hashCode() {
        return portId * 31 + groups;
    }

    @Override
    public String toString() {
        String port = portId == 0 ? "netlink:0" : "netlink:" + Integer.toUnsignedString(portId);
        return groups == 0 ? port : port + "/groups:0x" + Integer.toHexString(groups);
    }
}
