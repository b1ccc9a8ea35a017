package io.github.nettyaudit.server.systemd;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/**
 * System calls that pass file descriptors, by JNA direct mapping. A result of -1 means that
 * {@link Native#getLastError()} has the errno. Addresses are passed as {@code long}.
 */
final class LibC {
    static final int AF_UNIX = 1;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int O_CLOEXEC = 0x80000;
    static final int F_SETFD = 2;
    static final int FD_CLOEXEC = 1;
    static final int SOL_SOCKET = 1;
    static final int SCM_RIGHTS = 1;
    static final int MSG_DONTWAIT = 0x40;
    static final int MSG_NOSIGNAL = 0x4000;
    static final short POLLIN = 1;
    static final short POLLOUT = 4;
    static final int EINTR = 4;
    static final int EAGAIN = 11;

    static {
        if (!Platform.isLinux() || Native.POINTER_SIZE != 8 || Native.SIZE_T_SIZE != 8) {
            throw new UnsupportedOperationException("sd_notify needs 64-bit Linux, this is " + Platform.RESOURCE_PREFIX);
        }
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {
    }

    /** socket(2). */
    static native int socket(int domain, int type, int protocol);

    /** connect(2). */
    static native int connect(int fd, long address, int addressLength);

    /** sendmsg(2), whose {@code ssize_t} is 64 bits wide. */
    static native long sendmsg(int fd, long message, int flags);

    /** pipe2(2). */
    static native int pipe2(long descriptors, int flags);

    /** poll(2). */
    static native int poll(long descriptors, long count, int timeoutMillis);

    /** fcntl(2) with a number. */
    static native int fcntl(int fd, int command, int argument);

    /** close(2). */
    static native int close(int fd);
}
