package io.github.nettyaudit.server.systemd;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;

/** The system calls of a service manager, by JNA direct mapping. Addresses are passed as {@code long}. */
final class TestLibC {
    static final int O_CREATE_WRITE = 0x41;
    static final int O_APPEND = 0x400;
    static final int F_DUPFD_CLOEXEC = 1030;
    static final int MSG_CMSG_CLOEXEC = 0x40000000;
    static final int SIGKILL = 9;
    static final int SIGTERM = 15;

    static {
        Native.register(TestLibC.class, NativeLibrary.getProcess());
    }

    private TestLibC() {
    }

    static native int socket(int domain, int type, int protocol);

    static native int bind(int fd, long address, int addressLength);

    static native long recvmsg(int fd, long message, int flags);

    static native int fcntl(int fd, int command, int argument);

    static native int close(int fd);

    static native int posix_spawn_file_actions_init(long actions);

    static native int posix_spawn_file_actions_addopen(long actions, int fd, String path, int flags, int mode);

    static native int posix_spawn_file_actions_adddup2(long actions, int fd, int newFd);

    static native int posix_spawn_file_actions_destroy(long actions);

    static native int posix_spawn(long pid, String path, long actions, long attributes, long arguments,
            long environment);

    static native int waitpid(int pid, long status, int options);

    static native int kill(int pid, int signal);
}
