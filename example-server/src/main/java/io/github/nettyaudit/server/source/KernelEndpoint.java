package io.github.nettyaudit.server.source;

import io.github.nettyaudit.transport.NetlinkAddress;
import io.github.nettyaudit.transport.NetlinkProtocol;

/**
 * Which kernel to talk to: the live one, or one that is played by a process.
 *
 * @param protocol the netlink family
 * @param address  whom to send requests to, and to take datagrams from
 * @param pid      the process id that registers as the daemon
 */
record KernelEndpoint(int protocol, NetlinkAddress address, int pid) {
    /** The kernel that this process runs on. */
    static final KernelEndpoint LIVE = new KernelEndpoint(NetlinkProtocol.AUDIT, NetlinkAddress.KERNEL,
            (int) ProcessHandle.current().pid());
}
