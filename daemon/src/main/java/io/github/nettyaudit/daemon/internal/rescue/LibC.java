package io.github.nettyaudit.daemon.internal.rescue;

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
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_DONTWAIT = 0x40;
    static final short POLLIN = 1;
    static final int EINTR = 4;
    static final int EAGAIN = 11;

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

    /** connect(2). */
    static native int connect(int fd, long address, int addressLength);

    /** send(2), whose {@code size_t} and {@code ssize_t} are 64 bits wide. */
    static native long send(int fd, long buffer, long length, int flags);

    /** recv(2). */
    static native long recv(int fd, long buffer, long length, int flags);

    /** poll(2). */
    static native int poll(long descriptors, long count, int timeoutMillis);

    /** close(2). */
    static native int close(int fd);
}
