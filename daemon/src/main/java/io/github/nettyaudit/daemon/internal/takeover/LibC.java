package io.github.nettyaudit.daemon.internal.takeover;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * System calls by JNA direct mapping with primitive arguments only, as in the transport's class of this name. A result
 * of -1 means that {@link Native#getLastError()} has the errno. Addresses are passed as {@code long}.
 */
final class LibC {
    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_DONTWAIT = 0x40;
    static final int SOL_SOCKET = 1;
    static final int SO_RCVBUFFORCE = 33;
    static final int SO_PROTOCOL = 38;
    static final int SO_DOMAIN = 39;
    static final int SO_MEMINFO = 55;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_NO_ENOBUFS = 5;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int ENOBUFS = 105;

    static {
        if (!Platform.isLinux() || Native.POINTER_SIZE != 8 || Native.SIZE_T_SIZE != 8) {
            throw new UnsupportedOperationException("netlink needs 64-bit Linux, this is " + Platform.RESOURCE_PREFIX);
        }
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {
    }

    /** socket(2). */
    static native int socket(int domain, int type, int protocol);

    /** bind(2). */
    static native int bind(int fd, long address, int addressLength);

    /** recvfrom(2), whose {@code size_t} and {@code ssize_t} are 64 bits wide. */
    static native long recvfrom(int fd, long buffer, long length, int flags, long address, long addressLength);

    /** setsockopt(2). */
    static native int setsockopt(int fd, int level, int name, long value, int length);

    /** getsockopt(2). */
    static native int getsockopt(int fd, int level, int name, long value, long length);

    /** close(2). */
    static native int close(int fd);
}
