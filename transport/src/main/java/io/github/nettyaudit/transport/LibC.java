package io.github.nettyaudit.transport;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * The system calls that Netty's native library does not offer, by JNA direct mapping with primitive arguments only:
 * no marshalling, one native call each. Addresses are passed as {@code long}. A result of -1 means that
 * {@link Native#getLastError()} has the errno.
 */
final class LibC {
    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_PEEK = 0x2;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;

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

    /** connect(2). */
    static native int connect(int fd, long address, int addressLength);

    /** getsockname(2). */
    static native int getsockname(int fd, long address, long addressLength);

    /** sendto(2), whose {@code size_t} and {@code ssize_t} are 64 bits wide. */
    static native long sendto(int fd, long buffer, long length, int flags, long address, int addressLength);

    /** recv(2), whose {@code size_t} and {@code ssize_t} are 64 bits wide. */
    static native long recv(int fd, long buffer, long length, int flags);

    /** recvmmsg(2). */
    static native int recvmmsg(int fd, long messages, int messageCount, int flags, long timeout);
}
