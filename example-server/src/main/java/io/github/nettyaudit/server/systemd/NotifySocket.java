package io.github.nettyaudit.server.systemd;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * Sends datagrams to the socket of {@code NOTIFY_SOCKET}, with file descriptors if asked for (unix(7), cmsg(3)). Each
 * datagram has a socket of its own, as in sd_notify(3). Thread-safe.
 */
final class NotifySocket {
    private static final int PATH_OFFSET = 2;
    /** {@code sun_path}, of which a path needs one byte for NUL. */
    private static final int PATH_LENGTH = 108;
    private static final int MESSAGE_LENGTH = 56;
    private static final int VECTOR_LENGTH = 16;
    private static final int CONTROL_HEADER_LENGTH = 16;
    private static final int POLL_LENGTH = 8;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final byte[] path;

    /**
     * @param address a path, or a name in the abstract namespace after {@code @}
     * @throws IllegalArgumentException if it is neither, or too long; the message says so
     */
    NotifySocket(String address) {
        if (!address.startsWith("/") && !address.startsWith("@") || address.length() < 2) {
            throw new IllegalArgumentException("NOTIFY_SOCKET=" + address + " (expected: a path or @name)");
        }
        path = address.getBytes(StandardCharsets.UTF_8);
        boolean isAbstract = path[0] == '@';
        if (path.length > (isAbstract ? PATH_LENGTH : PATH_LENGTH - 1)) {
            throw new IllegalArgumentException("NOTIFY_SOCKET=" + address + " is longer than a Unix socket's address");
        }
        if (isAbstract) {
            path[0] = 0;
        }
    }

    /** Sends a text, with descriptors, which stay the caller's. Waits for at most two seconds. */
    void send(String text, int... descriptors) throws IOException {
        int fd = LibC.socket(LibC.AF_UNIX, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        if (fd < 0) {
            throw failure("socket");
        }
        try {
            connect(fd);
            send(fd, text.getBytes(StandardCharsets.UTF_8), descriptors);
        } finally {
            LibC.close(fd);
        }
    }

    private void connect(int fd) throws IOException {
        int length = PATH_OFFSET + path.length + (path[0] == 0 ? 0 : 1);
        try (Memory address = new Memory(PATH_OFFSET + PATH_LENGTH)) { // struct sockaddr_un: family, path
            address.clear();
            address.setShort(0, (short) LibC.AF_UNIX);
            address.write(PATH_OFFSET, path, 0, path.length);
            if (LibC.connect(fd, Memory.nativeValue(address), length) < 0) {
                throw failure("connect");
            }
        }
    }

    private static void send(int fd, byte[] text, int[] descriptors) throws IOException {
        int controlLength = descriptors.length == 0 ? 0 : CONTROL_HEADER_LENGTH + Integer.BYTES * descriptors.length;
        try (Memory message = new Memory(MESSAGE_LENGTH + VECTOR_LENGTH); Memory bytes = new Memory(text.length);
                Memory control = new Memory(CONTROL_HEADER_LENGTH + 8L * Math.max(1, descriptors.length))) {
            bytes.write(0, text, 0, text.length);
            message.clear(); // struct msghdr: name, namelen, iov, iovlen, control, controllen, flags; struct iovec
            message.setLong(16, Memory.nativeValue(message) + MESSAGE_LENGTH);
            message.setLong(24, 1);
            message.setLong(MESSAGE_LENGTH, Memory.nativeValue(bytes));
            message.setLong(MESSAGE_LENGTH + 8, text.length);
            if (controlLength > 0) {
                control.clear(); // struct cmsghdr: len, level, type; the descriptors
                control.setLong(0, controlLength);
                control.setInt(8, LibC.SOL_SOCKET);
                control.setInt(12, LibC.SCM_RIGHTS);
                control.write(CONTROL_HEADER_LENGTH, descriptors, 0, descriptors.length);
                message.setLong(32, Memory.nativeValue(control));
                message.setLong(40, controlLength + 7 & ~7);
            }
            sendMessage(fd, message);
        }
    }

    private static void sendMessage(int fd, Memory message) throws IOException {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (LibC.sendmsg(fd, Memory.nativeValue(message), LibC.MSG_NOSIGNAL | LibC.MSG_DONTWAIT) < 0) {
            int errno = Native.getLastError();
            if (errno == LibC.EAGAIN && System.nanoTime() - deadline < 0) { // the queue of the receiver is full
                poll(fd, LibC.POLLOUT, deadline);
            } else if (errno != LibC.EINTR) {
                throw failure("sendmsg");
            }
        }
    }

    /** Waits until a descriptor is ready or at its end. Returns whether it is. */
    static boolean poll(int fd, short events, long deadlineNanos) {
        try (Memory poll = new Memory(POLL_LENGTH)) { // struct pollfd: fd, events, returned events
            while (true) {
                poll.setInt(0, fd);
                poll.setInt(4, events);
                long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime()) + 1;
                int ready = LibC.poll(Memory.nativeValue(poll), 1, (int) Math.max(0, millis));
                if (ready >= 0 || Native.getLastError() != LibC.EINTR) {
                    return ready > 0;
                }
            }
        }
    }

    static IOException failure(String call) {
        return new IOException(call + " failed with " + NetlinkErrno.name(Native.getLastError()));
    }
}
