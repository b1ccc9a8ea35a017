package io.github.nettyaudit.transport;

import java.net.SocketAddress;

/**
 * The address of a netlink socket, {@code struct sockaddr_nl} ({@code linux/netlink.h}, netlink(7)): a port id, which
 * names one socket of one netlink family, and a set of multicast groups. Immutable.
 */
public final class NetlinkAddress extends SocketAddress {
    /** The kernel: port id 0, no groups. */
    public static final NetlinkAddress KERNEL = new NetlinkAddress(0, 0);
    /** To bind to a port id that the kernel picks, without groups. */
    public static final NetlinkAddress AUTO = KERNEL;
    /** Multicast group 1 of {@link NetlinkProtocol#AUDIT}, {@code AUDIT_NLGRP_READLOG}, as a bit mask. */
    public static final int AUDIT_READLOG = 1;

    private static final long serialVersionUID = 1L;

    private final int portId;
    private final int groups;

    /**
     * @param portId {@code nl_pid}, all 32 bits; 0 is the kernel as a destination and "pick one" when binding
     * @param groups {@code nl_groups}: bit n-1 stands for multicast group n
     */
    public NetlinkAddress(int portId, int groups) {
        this.portId = portId;
        this.groups = groups;
    }

    /** To bind to a port id that the kernel picks, as a member of the groups in the bit mask. */
    public static NetlinkAddress multicast(int groups) {
        return new NetlinkAddress(0, groups);
    }

    /** The address of one socket. */
    public static NetlinkAddress port(int portId) {
        return new NetlinkAddress(portId, 0);
    }

    /** {@code nl_pid}, all 32 bits. The kernel's own is 0. */
    public int portId() {
        return portId;
    }

    /** {@code nl_groups}: bit n-1 stands for multicast group n. */
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
