package io.github.nettyaudit.transport;

import com.sun.jna.Native;
import io.netty.channel.ChannelException;
import io.netty.channel.unix.Buffer;
import io.netty.channel.unix.Errors.NativeIoException;
import io.netty.channel.unix.Socket;
import io.netty.util.internal.CleanableDirectBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A netlink file descriptor: Netty's own {@link Socket} and what netlink needs besides.
 *
 * <p>A send may run on another thread than the channel's event loop and sleep inside the kernel for seconds. The
 * descriptor's number must not be reused under it, so a close while a send is under way is put off until its end:
 * {@link #acquire()}, {@link #releaseUse()}, {@link #closeWhenUnused()}.
 */
final class NetlinkSocket extends Socket {
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int SO_MEMINFO = 55;
    private static final int SOL_NETLINK = 270;
    private static final int NETLINK_NO_ENOBUFS = 5;
    /** {@code SK_MEMINFO_VARS} unsigned 32-bit numbers, of which the last is {@code SK_MEMINFO_DROPS}. */
    private static final int MEMORY_INFO_LENGTH = 9 * Integer.BYTES;
    private static final int MEMORY_INFO_DROPS_OFFSET = 8 * Integer.BYTES;
    private static final int CLOSING = Integer.MIN_VALUE;

    private final int protocol;
    /** Sends under way, and {@link #CLOSING} added once the channel is closed. */
    private final AtomicInteger uses = new AtomicInteger();
    /** For the drop counter; of the event loop alone. */
    private final ByteBuffer memoryInfo = ByteBuffer.allocateDirect(MEMORY_INFO_LENGTH)
            .order(ByteOrder.nativeOrder());

    private NetlinkSocket(int fd, int protocol) {
        super(fd);
        this.protocol = protocol;
    }

    /** Opens a non-blocking socket that is closed on exec. */
    static NetlinkSocket open(int protocol) throws AuditNetlinkException {
        int fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC | LibC.SOCK_NONBLOCK, protocol);
        if (fd < 0) {
            throw AuditNetlinkException.of("socket", Native.getLastError(), protocol);
        }
        return new NetlinkSocket(fd, protocol);
    }

    int protocol() {
        return protocol;
    }

    /** Binds and returns the address that it got. */
    NetlinkAddress bind(NetlinkAddress address) throws AuditNetlinkException {
        CleanableDirectBuffer memory = Buffer.allocateDirectBufferWithNativeOrder(SocketAddressDescriptor.LENGTH + 4);
        try {
            ByteBuffer buffer = memory.buffer();
            long bufferAddress = Buffer.memoryAddress(buffer);
            SocketAddressDescriptor.write(buffer, 0, address.portId(), address.groups());
            if (LibC.bind(intValue(), bufferAddress, SocketAddressDescriptor.LENGTH) < 0) {
                throw AuditNetlinkException.of("bind", Native.getLastError(), protocol);
            }
            buffer.putInt(SocketAddressDescriptor.LENGTH, SocketAddressDescriptor.LENGTH);
            if (LibC.getsockname(intValue(), bufferAddress, bufferAddress + SocketAddressDescriptor.LENGTH) < 0) {
                throw AuditNetlinkException.of("getsockname", Native.getLastError(), protocol);
            }
            return SocketAddressDescriptor.read(buffer, 0);
        } finally {
            memory.clean();
        }
    }

    /**
     * Names the one who may send to this socket; from now on the kernel refuses everybody else's unicast datagrams,
     * with ECONNREFUSED at the sender ({@code netlink_getsockbyportid()} in {@code net/netlink/af_netlink.c}). What was
     * queued before stays, and members of multicast groups receive from whoever may send to the group.
     */
    void connect(NetlinkAddress peer) throws AuditNetlinkException {
        CleanableDirectBuffer memory = Buffer.allocateDirectBufferWithNativeOrder(SocketAddressDescriptor.LENGTH);
        try {
            SocketAddressDescriptor.write(memory.buffer(), 0, peer.portId(), peer.groups());
            if (LibC.connect(intValue(), Buffer.memoryAddress(memory.buffer()), SocketAddressDescriptor.LENGTH) < 0) {
                throw AuditNetlinkException.of("connect", Native.getLastError(), protocol);
            }
        } finally {
            memory.clean();
        }
    }

    /**
     * Sends one datagram. May sleep inside the kernel, see the class comment of {@link AuditNetlinkChannel}.
     *
     * @return whether it was sent; {@code false} means that the receiver's buffer is full ({@code EAGAIN})
     */
    boolean send(long address, int length, NetlinkAddress recipient) throws AuditNetlinkException {
        if (recipient.equals(NetlinkAddress.KERNEL) && length > 0) {
            try {
                return sendAddress(address, 0, length) > 0; // an unconnected netlink socket sends to the kernel
            } catch (NativeIoException failed) {
                throw AuditNetlinkException.of("send", -failed.expectedErr(), protocol);
            } catch (IOException failed) {
                throw new AuditNetlinkException(AuditNetlinkException.Reason.OTHER, "send failed", failed);
            }
        }
        CleanableDirectBuffer memory = Buffer.allocateDirectBufferWithNativeOrder(SocketAddressDescriptor.LENGTH);
        try {
            SocketAddressDescriptor.write(memory.buffer(), 0, recipient.portId(), recipient.groups());
            for (;;) {
                if (LibC.sendto(intValue(), address, length, LibC.MSG_DONTWAIT,
                        Buffer.memoryAddress(memory.buffer()), SocketAddressDescriptor.LENGTH) >= 0) {
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
        } finally {
            memory.clean();
        }
    }

    /** Asks for a receive buffer, beyond {@code net.core.rmem_max} where CAP_NET_ADMIN allows it. */
    void requestReceiveBufferSize(int bytes) throws IOException {
        try {
            setIntOpt(SOL_SOCKET, SO_RCVBUFFORCE, bytes);
        } catch (IOException | ChannelException notPermitted) { // Netty throws the latter, undeclared
            setReceiveBufferSize(bytes);
        }
    }

    void setNoEnobufs(boolean noEnobufs) throws IOException {
        setIntOpt(SOL_NETLINK, NETLINK_NO_ENOBUFS, noEnobufs ? 1 : 0);
    }

    /** The kernel's count of failed deliveries to this socket, 32 bits; -1 where the kernel does not tell it. */
    long drops() {
        memoryInfo.clear();
        try {
            getRawOpt(SOL_SOCKET, SO_MEMINFO, memoryInfo);
        } catch (IOException | ChannelException unknownOption) {
            return -1;
        }
        return memoryInfo.getInt(MEMORY_INFO_DROPS_OFFSET) & 0xffffffffL;
    }

    /** Marks a send as under way; {@code false} where the socket is being closed. */
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

    /** Ends what {@link #acquire()} began, and closes the socket if that was waited for. */
    void releaseUse() throws IOException {
        if (uses.decrementAndGet() == CLOSING) {
            close();
        }
    }

    /** Closes the socket now, or at the end of the last send under way. */
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
