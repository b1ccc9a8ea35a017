package io.github.nettyaudit.daemon.context;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/**
 * System calls by JNA direct mapping. Java's own file functions have no {@code openat}, which keeps all parts those of one
 * process, and lose bytes of links that are not in the character set of the locale.
 */
final class ProcLibrary {
    static final int AT_FDCWD = -100;
    static final int O_RDONLY = 0;
    static final int O_CLOEXEC = 02000000;
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;

    static {
        Native.register(ProcLibrary.class, NativeLibrary.getProcess());
    }

    private ProcLibrary() {
    }

    /** openat(2), without a mode. */
    static native int openat(int directory, long path, int flags);

    /** read(2), whose {@code size_t} and {@code ssize_t} are 64 bits wide. */
    static native long read(int fd, long buffer, long length);

    /** readlinkat(2). */
    static native long readlinkat(int directory, long path, long buffer, long length);

    /** close(2). */
    static native int close(int fd);
}
