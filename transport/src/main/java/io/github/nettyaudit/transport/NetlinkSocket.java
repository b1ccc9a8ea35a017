package io.github.nettyaudit.transport;

import com.sun.jna.Native;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A netlink file descriptor: Netty's own {@link Socket} and the calls that netlink needs in addition.
 *
 * <p>A send may run on a thread other than the channel's event loop and sleep inside the kernel for seconds. The
 * descriptor's number must not be reused meanwhile, so a close during a send is deferred until the send has ended:
 * {@link #acquire()}, {@link #releaseUse()}, {@link #closeWhenUnused()}.
 */
final class NetlinkSocket extends Socket {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_NO_ENOBUFS = 5;
    /** {@code SK_MEMINFO_VARS} unsigned 32-bit numbers ({@code linux/sock_diag.h}). */
    private static final int MEMORY_INFO_LENGTH = 9 * Integer.BYTES;
    private static final int MEMORY_INFO_RCVBUF_OFFSET = Integer.BYTES;
    private static final int MEMORY_INFO_RMEM_ALLOC_OFFSET = 0;
    private static final int MEMORY_INFO_DROPS_OFFSET = 8 * Integer.BYTES;
    private static final int CLOSING = Integer.MIN_VALUE;

    private final int protocol;
    /** Whether another process has opened and bound it. */
    private final boolean adopted;
    /** The number of sends in progress; {@link #CLOSING} is added once the channel is closed. */
    private final AtomicInteger uses = new AtomicInteger();
    /** What {@link #readMemoryInfo()} has read; confined to the event loop. */
    private final ByteBuffer memoryInfo = nativeMemory(MEMORY_INFO_LENGTH);
    /** The recipient's address during a send; there is only one send at a time. */
    private final ByteBuffer recipientAddress = nativeMemory(SocketAddressDescriptor.LENGTH);

    private NetlinkSocket(int fd, int protocol, boolean adopted) {
        super(fd);
        this.protocol = protocol;
        this.adopted = adopted;
    }

    /** Opens a non-blocking socket that is closed on exec. */
    static NetlinkSocket open(int protocol) throws AuditNetlinkException {
        int fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, protocol);
        if (fd < 0) {
            throw AuditNetlinkException.of("socket", Native.getLastError(), protocol);
        }
        return new NetlinkSocket(fd, protocol, false);
    }

    /** Uses a socket that another process has opened and bound; its settings stay as they are. */
    static NetlinkSocket adopt(int fd, int protocol) {
        return new NetlinkSocket(fd, protocol, true);
    }

    boolean isAdopted() {
        return adopted;
    }

    private static ByteBuffer nativeMemory(int length) {
        return ByteBuffer.allocateDirect(length).order(ByteOrder.nativeOrder());
    }

    int protocol() {
        return protocol;
    }

    /** Binds the socket and returns the address that it got. */
    NetlinkAddress bind(NetlinkAddress address) throws AuditNetlinkException {
        ByteBuffer memory = nativeMemory(SocketAddressDescriptor.LENGTH + Integer.BYTES);
        long pointer = Buffer.memoryAddress(memory);
        SocketAddressDescriptor.write(memory, 0, address.portId(), address.groups());
        if (!adopted && LibC.bind(intValue(), pointer, SocketAddressDescriptor.LENGTH) < 0) {
            throw AuditNetlinkException.of("bind", Native.getLastError(), protocol);
        }
        memory.putInt(SocketAddressDescriptor.LENGTH, SocketAddressDescriptor.LENGTH);
        if (LibC.getsockname(intValue(), pointer, pointer + SocketAddressDescriptor.LENGTH) < 0) {
            throw AuditNetlinkException.of("getsockname", Native.getLastError(), protocol);
        }
        return SocketAddressDescriptor.read(memory, 0);
    }

    /**
     * Sets the only sender of unicast datagrams to this socket. From now on the kernel refuses those of other senders
     * with ECONNREFUSED ({@code netlink_getsockbyportid()} in {@code net/netlink/af_netlink.c}). Datagrams that were
     * queued before remain, and members of multicast groups receive from everybody who may send to the group.
     */
    void connect(NetlinkAddress peer) throws AuditNetlinkException {
        ByteBuffer memory = nativeMemory(SocketAddressDescriptor.LENGTH);
        SocketAddressDescriptor.write(memory, 0, peer.portId(), peer.groups());
        if (LibC.connect(intValue(), Buffer.memoryAddress(memory), SocketAddressDescriptor.LENGTH) < 0) {
            throw AuditNetlinkException.of("connect", Native.getLastError(), protocol);
        }
    }

    /**
     * Sends one datagram to the recipient, which need not be the peer. May sleep inside the kernel, see the class
     * comment of {@link AuditNetlinkChannel}. Must not be called again before it has returned.
     *
     * @return whether it was sent; {@code false} means that the recipient's receive buffer is full ({@code EAGAIN})
     */
    boolean send(long address, int length, NetlinkAddress recipient) throws AuditNetlinkException {
        SocketAddressDescriptor.write(recipientAddress, 0, recipient.portId(), recipient.groups());
        for (;;) {
            if (LibC.sendto(intValue(), address, length, LibC.MSG_DONTWAIT,
                    Buffer.memoryAddress(recipientAddress), SocketAddressDescriptor.LENGTH) >= 0) {
                return true;
            }
            int errno = Native.getLastError();
            if (errno == Errno.EAGAIN) {
                return false;
            }
            if (errno != Errno.EINTR) {
                throw AuditNetlinkException.of("sendto", errno, protocol);
            }
        }
    }

    /** Asks for a receive buffer; it may exceed {@code net.core.rmem_max} if CAP_NET_ADMIN is there. */
    void requestReceiveBufferSize(int bytes) throws IOException {
        try {
            setIntOpt(SOL_SOCKET, SO_RCVBUFFORCE, bytes);
        } catch (IOException | ChannelException notPermitted) { // Netty throws the latter, undeclared
            setReceiveBufferSize(bytes);
        }
    }

    /** Asks for a send buffer, which bounds the length of a datagram; 0 = the kernel's default. */
    void requestSendBufferSize(int bytes) throws IOException {
        if (bytes > 0) {
            setSendBufferSize(bytes);
        }
    }

    void setNoEnobufs(boolean noEnobufs) throws IOException {
        setIntOpt(SOL_NETLINK, NETLINK_NO_ENOBUFS, noEnobufs ? 1 : 0);
    }

    /** Reads the numbers that the two methods below return; {@code false} if the kernel does not report them. */
    boolean readMemoryInfo() {
        return readMemoryInfo(memoryInfo);
    }

    private boolean readMemoryInfo(ByteBuffer memory) {
        memory.clear();
        try {
            getRawOpt(SOL_SOCKET, SO_MEMINFO, memory);
            return true;
        } catch (IOException | ChannelException unknownOption) {
            return false;
        }
    }

    /** The kernel's count of failed deliveries to this socket, an unsigned 32-bit number. */
    int drops() {
        return memoryInfo.getInt(MEMORY_INFO_DROPS_OFFSET);
    }

    /** The size of the receive buffer in the kernel's count. */
    int receiveBufferLimit() {
        return memoryInfo.getInt(MEMORY_INFO_RCVBUF_OFFSET);
    }

    /**
     * Lets the kernel queue datagrams again after ENOBUFS, if the receive queue is empty.
     *
     * <p>An overrun without NETLINK_NO_ENOBUFS sets the error and marks the socket as congested: the kernel queues
     * nothing more. Only a receive call in the netlink code that leaves the queue empty ends that
     * ({@code netlink_rcv_wake()} in {@code net/netlink/af_netlink.c}). An overrun that races the receive call that
     * empties the queue leaves an empty queue and the mark. Neither epoll(7), which has nothing to report then, nor
     * SO_ERROR, nor recvmmsg(2), which returns a pending error before it looks into the queue, ends that. So this looks
     * into the queue and takes nothing out of it.
     */
    void endCongestion() {
        LibC.recv(intValue(), 0, 0, LibC.MSG_PEEK | LibC.MSG_DONTWAIT);
    }

    /**
     * The memory that the datagrams in the receive queue occupy, in the kernel's count; 0 if there is none, or if the
     * kernel does not report it. From any thread that has {@link #acquire() acquired} the socket.
     */
    int unreadBytes() {
        ByteBuffer memory = nativeMemory(MEMORY_INFO_LENGTH);
        return readMemoryInfo(memory) ? memory.getInt(MEMORY_INFO_RMEM_ALLOC_OFFSET) : 0;
    }

    /** Marks the descriptor as in use; {@code false} if the socket is being closed. */
    boolean acquire() {
        for (;;) {
            int now = uses.get();
            if (now < 0) {
                return false;
            }
            if (uses.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** Ends what {@link #acquire()} began, and closes the socket if its close was deferred until then. */
    void releaseUse() throws IOException {
        if (uses.decrementAndGet() == CLOSING) {
            close();
        }
    }

    /** Closes the socket now, or at the end of the last use. */
    void closeWhenUnused() throws IOException {
        for (;;) {
            int now = uses.get();
            if (now < 0) {
                return;
            }
            if (uses.compareAndSet(now, now + CLOSING)) {
                if (now == 0) {
                    close();
                }
                return;
            }
        }
    }
}
