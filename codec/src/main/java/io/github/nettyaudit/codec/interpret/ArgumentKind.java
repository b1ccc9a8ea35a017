package io.github.nettyaudit.codec.interpret;

/** What an argument of a system call holds; the third column of {@code system-call-arguments.tsv}. */
enum ArgumentKind {
    /** Nothing that is known: printed as hexadecimal. */
    NONE,
    ACCESS, ACCESS_AT, BPF, CLOCK, CLONE, CREATION_MODE, DIRECTORY, EPOLL, EXIT_STATUS, FCNTL, FCNTL_ARGUMENT, FSCONFIG,
    FSMOUNT, FSOPEN, GROUP, IOCTL, MESSAGE, MMAP, MMAP_PROTECTION, MODE, MODE_SHORT, MOUNT, OPEN, PERSONALITY, PRCTL,
    PRCTL_ARGUMENT, PROTECTION, PTRACE, RESOURCE, SCHEDULER, SEEK, SHARED_MEMORY, SIGNAL, SOCKET_CALL, SOCKET_FAMILY,
    SOCKET_LEVEL, SOCKET_OPTION, SOCKET_PROTOCOL, SOCKET_TYPE, UMOUNT, USER, XATTR_AT
}
