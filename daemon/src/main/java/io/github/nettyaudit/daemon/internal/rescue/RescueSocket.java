package io.github.nettyaudit.daemon.internal.rescue;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket that is connected to the kernel and needs no event loop. Each datagram is sent on a thread of its
 * own, because the kernel may put the sender to sleep for a minute after it has carried out the request; the answers
 * are read meanwhile. Not thread-safe.
 */
final class RescueSocket implements AutoCloseable {
    private static final int LONGEST_DATAGRAM = 16 * 1024;
    private static final int ADDRESS_LENGTH = 12;
    private static final int POLL_LENGTH = 8;

    private final int fd;
    private final Memory buffer;
    /** Those who use the descriptor: this object until it is closed, and each sender. The last one closes it. */
    private final AtomicInteger users = new AtomicInteger(1);
    private boolean closed;

    private RescueSocket(int fd) {
        this.fd = fd;
        buffer = new Memory(LONGEST_DATAGRAM);
    }

    /** @param portId whom to talk to: 0 is the kernel */
    static RescueSocket open(int protocol, int portId) throws IOException {
        int fd = LibC.socket(LibC.AF_NETLINK, LibC.SOCK_RAW | LibC.SOCK_CLOEXEC, protocol);
        if (fd < 0) {
            throw failure("socket");
        }
        RescueSocket socket = new RescueSocket(fd);
        Memory address = new Memory(ADDRESS_LENGTH); // struct sockaddr_nl: family, padding, port id, groups
        address.clear();
        address.setShort(0, (short) LibC.AF_NETLINK);
        address.setInt(4, portId);
        if (LibC.connect(fd, Memory.nativeValue(address), ADDRESS_LENGTH) < 0) {
            IOException failed = failure("connect");
            socket.close();
            throw failed;
        }
        return socket;
    }

    /** Sends a datagram; returns at once. A failure shows in that no answer comes. */
    void send(ByteBuffer datagram) {
        Memory copy = new Memory(datagram.remaining());
        copy.getByteBuffer(0, datagram.remaining()).put(datagram.duplicate());
        users.incrementAndGet();
        Thread sender = new Thread(() -> {
            try {
                while (LibC.send(fd, Memory.nativeValue(copy), copy.size(), 0) < 0
                        && Native.getLastError() == LibC.EINTR) {
                    // a signal came first
                }
            } finally {
                release();
            }
        }, "audit-rescue-send");
        sender.setDaemon(true);
        sender.start();
    }

    /** The next datagram, valid until the next call; {@code null} if none comes before the deadline. */
    @Nullable ByteBuffer receive(long deadlineNanos) throws IOException {
        Memory poll = new Memory(POLL_LENGTH); // struct pollfd: fd, events, returned events
        while (true) {
            long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
            if (millis < 0) {
                return null;
            }
            poll.setInt(0, fd);
            poll.setInt(4, LibC.POLLIN);
            LibC.poll(Memory.nativeValue(poll), 1, (int) Math.min(millis + 1, Integer.MAX_VALUE));
            long length = LibC.recv(fd, Memory.nativeValue(buffer), LONGEST_DATAGRAM, LibC.MSG_DONTWAIT);
            if (length >= 0) {
                return buffer.getByteBuffer(0, length).order(ByteOrder.nativeOrder());
            }
            int errno = Native.getLastError();
            if (errno != LibC.EINTR && errno != LibC.EAGAIN) {
                throw failure("recv");
            }
        }
    }

    private static IOException failure(String call) {
        return new IOException(call + " failed with " + NetlinkErrno.name(Native.getLastError()));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            release();
        }
    }

    private void release() {
        if (users.decrementAndGet() == 0) {
            LibC.close(fd);
        }
    }
}
