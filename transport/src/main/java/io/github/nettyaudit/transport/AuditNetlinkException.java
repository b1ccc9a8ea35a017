package io.github.nettyaudit.transport;

import java.io.IOException;

/**
 * A netlink socket could not be opened, bound, read or written. {@link #reason()} is for programs, the message, which
 * says what to do, for people.
 */
public final class AuditNetlinkException extends IOException {
    /** What stands in the way. */
    public enum Reason {
        /** The program does not run on 64-bit Linux. */
        UNSUPPORTED_PLATFORM,
        /** Netty's epoll library or JNA could not be loaded. */
        NATIVE_LIBRARY_MISSING,
        /** The kernel has no such netlink family ({@code EPROTONOSUPPORT}): built without it. */
        PROTOCOL_NOT_SUPPORTED,
        /** A capability is missing ({@code EPERM}, {@code EACCES}). */
        NOT_PERMITTED,
        /** Nobody answers at the other end ({@code ECONNREFUSED}): no such port id, or a container without audit. */
        CONNECTION_REFUSED,
        /** The port id is taken ({@code EADDRINUSE}). */
        ADDRESS_IN_USE,
        /** The process or the host has no file descriptor or memory left ({@code EMFILE}, {@code ENFILE}, {@code ENOMEM}). */
        OUT_OF_RESOURCES,
        /** The datagram is larger than the socket may send ({@code EMSGSIZE}). */
        MESSAGE_TOO_LONG,
        /** Any other errno. */
        OTHER
    }

    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final int errno;

    AuditNetlinkException(Reason reason, int errno, String message) {
        super(message);
        this.reason = reason;
        this.errno = errno;
    }

    AuditNetlinkException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.errno = 0;
    }

    /**
     * @param call     the system call that failed, for example {@code "bind"}
     * @param errno    its positive errno
     * @param protocol the socket's netlink family
     */
    static AuditNetlinkException of(String call, int errno, int protocol) {
        String family = protocol == NetlinkProtocol.AUDIT ? "NETLINK_AUDIT" : "netlink family " + protocol;
        return switch (errno) {
            case Errno.EPROTONOSUPPORT -> new AuditNetlinkException(Reason.PROTOCOL_NOT_SUPPORTED, errno,
                    call + " failed with EPROTONOSUPPORT: this kernel has no " + family
                    + (protocol == NetlinkProtocol.AUDIT
                    ? "; run a kernel built with CONFIG_AUDIT=y and booted without audit=off" : ""));
            case Errno.EPERM, Errno.EACCES -> new AuditNetlinkException(Reason.NOT_PERMITTED, errno,
                    call + " on " + family + " failed with " + Errno.name(errno) + ": "
                    + (protocol == NetlinkProtocol.AUDIT
                    ? "a member of the audit multicast group needs CAP_AUDIT_READ, requests need CAP_AUDIT_CONTROL, "
                    + "both in the initial user namespace; run as root on the host or grant the capability"
                    : "the process lacks a capability"));
            case Errno.ECONNREFUSED -> new AuditNetlinkException(Reason.CONNECTION_REFUSED, errno,
                    call + " on " + family + " failed with ECONNREFUSED: "
                    + (protocol == NetlinkProtocol.AUDIT
                    ? "the kernel refuses audit inside a user namespace (container); run in the initial one, on the host"
                    : "no socket has that port id"));
            case Errno.EADDRINUSE -> new AuditNetlinkException(Reason.ADDRESS_IN_USE, errno,
                    call + " on " + family + " failed with EADDRINUSE: another socket has that port id; bind to "
                    + "NetlinkAddress.AUTO and the kernel picks a free one");
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM -> new AuditNetlinkException(Reason.OUT_OF_RESOURCES, errno,
                    call + " on " + family + " failed with " + Errno.name(errno)
                    + ": raise the limit of open files (ulimit -n), or free memory");
            case Errno.EMSGSIZE -> new AuditNetlinkException(Reason.MESSAGE_TOO_LONG, errno,
                    call + " on " + family + " failed with EMSGSIZE: the datagram is larger than the socket's send "
                    + "buffer (SO_SNDBUF)");
            case Errno.ENODATA -> new AuditNetlinkException(Reason.OTHER, errno,
                    call + " on " + family + " failed with ENODATA: the kernel takes no empty datagram");
            default -> new AuditNetlinkException(Reason.OTHER, errno,
                    call + " on " + family + " failed with " + Errno.name(errno));
        };
    }

    /** What stands in the way. */
    public Reason reason() {
        return reason;
    }

    /** The kernel's errno, positive; 0 where no system call was made. */
    public int errno() {
        return errno;
    }
}
