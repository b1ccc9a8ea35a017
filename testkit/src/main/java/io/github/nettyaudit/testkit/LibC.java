package io.github.nettyaudit.testkit;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;

/** The few calls of libc that the testkit makes; {@code errno} comes as {@link LastErrorException}. Linux, 64 bits. */
final class LibC {
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EACCES = 13;

    static final int O_RDONLY = 0;
    static final int O_CREAT = 0x40;
    static final int O_CLOEXEC = 0x80000;
    static final int LOCK_EX = 2;
    static final int LOCK_NB = 4;

    static final int AF_NETLINK = 16;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_RCVTIMEO = 20;
    static final int SO_RCVBUFFORCE = 33;

    static {
        if (!Platform.isLinux() || Native.POINTER_SIZE != 8) {
            throw new UnsatisfiedLinkError("netlink needs 64-bit Linux");
        }
        Native.register(LibC.class, NativeLibrary.getInstance(Platform.C_LIBRARY_NAME));
    }

    private LibC() {
    }

    /** Whether these calls can be made at all. */
    static boolean isAvailable() {
        try {
            return close(-1) != 0;
        } catch (LastErrorException expected) {
            return true;
        } catch (LinkageError notLinux) {
            return false;
        }
    }

    static native int open(String path, int flags, int mode) throws LastErrorException;

    static native int close(int fileDescriptor) throws LastErrorException;

    static native int flock(int fileDescriptor, int operation) throws LastErrorException;

    static native int socket(int domain, int type, int protocol) throws LastErrorException;

    static native int setsockopt(int socket, int level, int name, byte[] value, int length)
            throws LastErrorException;

    static native long sendto(int socket, byte[] buffer, long length, int flags, byte[] address, int addressLength)
            throws LastErrorException;

    static native long recv(int socket, byte[] buffer, long length, int flags) throws LastErrorException;
}
