package io.github.nettyaudit.transport;

import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.UnsupportedAddressTypeException;
import org.jspecify.annotations.Nullable;

/**
 * A channel's socket, once it is open, and the two addresses. The event loop changes them, any thread may read them.
 */
final class NetlinkEndpoint {
    private static final InternalLogger logger = InternalLoggerFactory.getInstance(AuditNetlinkChannel.class);

    private volatile @Nullable NetlinkSocket socket;
    private volatile @Nullable NetlinkAddress local;
    private volatile NetlinkAddress peer = NetlinkAddress.KERNEL;

    boolean isOpen() {
        return socket != null;
    }

    void open(NetlinkSocket opened) {
        socket = opened;
    }

    /** The socket, which is there from the registration on. */
    NetlinkSocket socket() {
        NetlinkSocket socket = this.socket;
        if (socket == null) {
            throw new IllegalStateException("not registered with an event loop");
        }
        return socket;
    }

    /** The address bound to, {@code null} before. */
    @Nullable NetlinkAddress local() {
        return local;
    }

    /** The multicast groups that the socket is a member of. */
    int groups() {
        NetlinkAddress local = this.local;
        return local == null ? 0 : local.groups();
    }

    NetlinkAddress peer() {
        return peer;
    }

    /** The address as one of ours. */
    static NetlinkAddress netlink(SocketAddress address) {
        if (address instanceof NetlinkAddress netlink) {
            return netlink;
        }
        throw new UnsupportedAddressTypeException();
    }

    /** @param groups multicast groups to join in addition to those of the address */
    void bind(NetlinkAddress address, int groups) throws AuditNetlinkException {
        if (local != null) {
            throw new IllegalStateException("bound to " + local + " already");
        }
        local = socket().bind(new NetlinkAddress(address.portId(), address.groups() | groups));
    }

    /**
     * Sets the peer, which stays as it is if that fails.
     *
     * @param exclusive whether the kernel is to reject the unicast datagrams of all other senders
     */
    void connect(NetlinkAddress newPeer, boolean exclusive) throws AuditNetlinkException {
        if (exclusive) {
            socket().connect(newPeer);
        }
        peer = newPeer;
    }

    /** Applies a setting to the socket if it is open. Once it is closed its number may be that of another one. */
    void apply(SocketSetting setting) throws IOException {
        NetlinkSocket socket = this.socket;
        if (socket != null && socket.acquire()) {
            try {
                setting.apply(socket);
            } finally {
                socket.releaseUse();
            }
        }
    }

    /** Reads or writes an option of a socket. */
    interface SocketSetting {
        void apply(NetlinkSocket socket) throws IOException;
    }

    /** The size of the receive buffer in the kernel's count, 0 if the socket is not open. */
    int receiveBufferSize() {
        return number(NetlinkSocket::getReceiveBufferSize);
    }

    /** The memory that unread datagrams occupy in the kernel's count, 0 if the socket is not open. */
    int unreadBytes() {
        return number(NetlinkSocket::unreadBytes);
    }

    private int number(SocketNumber question) {
        int[] number = new int[1];
        try {
            apply(socket -> number[0] = question.of(socket));
        } catch (IOException unknown) {
            logger.debug("a size of the receive queue of {} is unknown", socket, unknown);
        }
        return number[0];
    }

    /** Reads a number of a socket. */
    private interface SocketNumber {
        int of(NetlinkSocket socket) throws IOException;
    }

    void close() throws IOException {
        NetlinkSocket socket = this.socket;
        if (socket != null) {
            socket.closeWhenUnused();
        }
    }
}
