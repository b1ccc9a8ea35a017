package io.github.nettyaudit.server.privilege;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** System calls that change the user, by JNA direct mapping; after -1 {@link Native#getLastError()} has the errno. */
final class LibC {
    /** prctl(2). */
    static final int PR_SET_KEEPCAPS = 8;
    static final int PR_CAPBSET_READ = 23;
    static final int PR_CAPBSET_DROP = 24;
    static final int PR_SET_NO_NEW_PRIVS = 38;
    static final int PR_CAP_AMBIENT = 47;
    static final int PR_CAP_AMBIENT_RAISE = 2;
    /** {@code _LINUX_CAPABILITY_VERSION_3}: two words for each set. */
    static final int CAPABILITY_VERSION = 0x20080522;
    /** {@code pw_uid} comes after two pointers, {@code pw_gid} after it ({@code pwd.h} of glibc and musl). */
    static final long UID_OFFSET = 2L * Native.POINTER_SIZE;
    static final long GID_OFFSET = UID_OFFSET + Integer.BYTES;

    static {
        Native.register(LibC.class, NativeLibrary.getProcess());
    }

    private LibC() {
    }

    /** getpwnam(3). */
    static native @Nullable Pointer getpwnam(byte[] name);

    /** initgroups(3); glibc has all threads do it. */
    static native int initgroups(byte[] name, int group);

    /** setresgid(2); glibc has all threads do it. */
    static native int setresgid(int real, int effective, int saved);

    /** setresuid(2); glibc has all threads do it. */
    static native int setresuid(int real, int effective, int saved);

    /** prctl(2), of this thread. */
    static native int prctl(int option, long first, long second, long third, long fourth);

    /** capset(2), of this thread. */
    static native int capset(byte[] header, byte[] sets);

    /** execv(3): the process becomes another program, with this thread only. */
    static native int execv(byte[] path, Pointer arguments);
}
