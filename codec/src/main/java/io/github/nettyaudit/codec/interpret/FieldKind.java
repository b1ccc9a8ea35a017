package io.github.nettyaudit.codec.interpret;

/**
 * The kinds of values that fields hold: the 47 of auparse ({@code auparse_type_t}), by the same names. What is not
 * obvious is said where the kind is written as text.
 */
public enum FieldKind {
    /** Text or number that needs no interpretation. */
    UNCLASSIFIED,
    /** A user id. */
    UID,
    /** A group id. */
    GID,
    /** The number of a system call, or of an io_uring operation. */
    SYSCALL,
    /** An architecture, hexadecimal. */
    ARCH,
    /** What a system call returned. */
    EXIT,
    /** Untrusted text: quoted, or in hexadecimal when it has blanks or control bytes. */
    ESCAPED,
    /** Permissions of a watch, decimal bits. */
    PERM,
    /** A file's type and mode, octal. */
    MODE,
    /** A socket address, the struct in hexadecimal. */
    SOCKADDR,
    /** Flags of very old kernels; no field has this kind any more. */
    FLAGS,
    /** Whether a network device receives everything. */
    PROMISC,
    /** The number of a capability. */
    CAPABILITY,
    /** Whether something succeeded, as a number or a word. */
    SUCCESS,
    /** The first argument of a system call. */
    A0,
    /** The second argument of a system call. */
    A1,
    /** The third argument of a system call. */
    A2,
    /** The fourth argument of a system call. */
    A3,
    /** The number of a signal. */
    SIGNAL,
    /** The number of a filter list. */
    LIST,
    /** Keys pressed on a terminal, in hexadecimal. */
    TTY_DATA,
    /** A login session. */
    SESSION,
    /** A set of capabilities, hexadecimal. */
    CAP_BITMAP,
    /** A protocol family of netfilter. */
    NFPROTO,
    /** A type of ICMP message. */
    ICMPTYPE,
    /** An IP protocol. */
    PROTOCOL,
    /** A network address as text. */
    ADDR,
    /** A process's personality, hexadecimal. */
    PERSONALITY,
    /** What a seccomp filter returned, hexadecimal. */
    SECCOMP,
    /** Flags of open(2), written as a C constant. */
    OFLAG,
    /** Flags of mmap(2), hexadecimal. */
    MMAP,
    /** A mode without a file type, octal. */
    MODE_SHORT,
    /** A security context. */
    MAC_LABEL,
    /** A command line whose arguments end with NUL. */
    PROCTITLE,
    /** A netfilter hook, hexadecimal. */
    HOOK,
    /** What netfilter did with a packet, hexadecimal. */
    NETACTION,
    /** An Ethernet protocol, hexadecimal. */
    MACPROTO,
    /** A request of ioctl(2), hexadecimal. */
    IOCTL_REQ,
    /** The key of a rule. */
    ESCAPED_KEY,
    /** A file name. */
    ESCAPED_FILE,
    /** The answer of a fanotify listener. */
    FANOTIFY,
    /** The group of a netlink multicast. */
    NLMCGRP,
    /** Flags of openat2(2)'s path resolution, hexadecimal. */
    RESOLVE,
    /** Whether a fanotify listener trusts a subject or object. */
    TRUST,
    /** What {@code fan_info} holds. */
    FAN_TYPE,
    /** The number of the rule by which a fanotify listener answered, hexadecimal. */
    FAN_INFO,
    /** An error number, decimal. */
    ERRNO
}
