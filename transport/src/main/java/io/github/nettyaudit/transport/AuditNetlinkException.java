package io.github.nettyaudit.transport;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A netlink socket could not be opened, bound, read or written. {@link #reason()} is for programs. The message is for
 * people and says what to do.
 */
public final class AuditNetlinkException extends IOException {
    /** The kinds of obstacles. */
    public enum Reason {
        /** The program does not run on 64-bit Linux. */
        UNSUPPORTED_PLATFORM,
        /** Netty is older than the oldest version that the channel works with. */
        NETTY_TOO_OLD,
        /** Netty's epoll library or JNA could not be loaded. */
        NATIVE_LIBRARY_MISSING,
        /** The kernel has no such netlink family ({@code EPROTONOSUPPORT}): it was built without it. */
        PROTOCOL_NOT_SUPPORTED,
        /** A capability is missing ({@code EPERM}, {@code EACCES}). */
        NOT_PERMITTED,
        /** Nobody answers ({@code ECONNREFUSED}): there is no such port id, or the kernel refuses a container. */
        CONNECTION_REFUSED,
        /** The port id is in use ({@code EADDRINUSE}). */
        ADDRESS_IN_USE,
        /**
         * There is no file descriptor or memory left ({@code EMFILE}, {@code ENFILE}, {@code ENOMEM}), or too little
         * direct memory for the receive batch.
         */
        OUT_OF_RESOURCES,
        /** The datagram is larger than the socket may send ({@code EMSGSIZE}). */
        MESSAGE_TOO_LONG,
        /** Any other errno. */
        OTHER
    }

    private static final long serialVersionUID = 1L;

    /** The kind of obstacle. */
    private final Reason reason;
    /** The system call that failed, {@code null} if none was made. */
    private final @Nullable String operation;
    /** The kernel's error number, 0 if no system call was made. */
    private final int errno;

    AuditNetlinkException(Reason reason, String message, Throwable cause) {
        this(reason, null, 0, message, cause);
    }

    private AuditNetlinkException(Reason reason, @Nullable String operation, int errno, @Nullable String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.operation = operation;
        this.errno = errno;
    }

    /**
     * @param call     the system call that failed, for example {@code "bind"}
     * @param errno    its positive errno
     * @param protocol the socket's netlink family
     */
    static AuditNetlinkException of(String call, int errno, int protocol) {
        boolean audit = protocol == NetlinkProtocol.AUDIT;
        String family = audit ? "NETLINK_AUDIT" : "netlink family " + protocol;
        Reason reason = reason(errno);
        String advice = switch (reason) {
            case PROTOCOL_NOT_SUPPORTED -> ": this kernel has no " + family
                    + (audit ? "; run a kernel built with CONFIG_AUDIT=y and booted without audit=off" : "");
            case NOT_PERMITTED -> audit
                    ? ": a member of the audit multicast group needs CAP_AUDIT_READ, requests need CAP_AUDIT_CONTROL, "
                    + "both in the initial user namespace; run as root on the host or grant the capability"
                    : ": the process lacks a capability";
            case CONNECTION_REFUSED -> audit
                    ? ": the kernel refuses audit inside a user namespace (container); run in the initial one, on the "
                    + "host"
                    : ": no socket has that port id";
            case ADDRESS_IN_USE -> ": another socket has that port id; bind to NetlinkAddress.AUTO and the kernel "
                    + "assigns a free one";
            case OUT_OF_RESOURCES -> ": raise the limit of open files (ulimit -n), or free memory";
            case MESSAGE_TOO_LONG ->
                    ": the datagram is larger than the socket's send buffer; set ChannelOption.SO_SNDBUF";
            case OTHER -> other(call, errno, audit);
            default -> "";
        };
        return new AuditNetlinkException(reason, call, errno,
                call + " on " + family + " failed with " + Errno.name(errno) + advice, null);
    }

    private static String other(String call, int errno, boolean audit) {
        if (errno == Errno.EINVAL && audit && call.equals("socket")) {
            // the kernel itself answers EPROTONOSUPPORT for a family that it does not have
            return ": a seccomp profile refuses sockets of NETLINK_AUDIT, as those of Podman and CRI-O do in a container "
                    + "without CAP_AUDIT_WRITE; add this capability to the container (--cap-add=AUDIT_WRITE)";
        }
        return errno == Errno.ENODATA ? ": the kernel takes no empty datagram" : "";
    }

    private static Reason reason(int errno) {
        return switch (errno) {
            case Errno.EPROTONOSUPPORT -> Reason.PROTOCOL_NOT_SUPPORTED;
            case Errno.EPERM, Errno.EACCES -> Reason.NOT_PERMITTED;
            case Errno.ECONNREFUSED -> Reason.CONNECTION_REFUSED;
            case Errno.EADDRINUSE -> Reason.ADDRESS_IN_USE;
            case Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM -> Reason.OUT_OF_RESOURCES;
            case Errno.EMSGSIZE -> Reason.MESSAGE_TOO_LONG;
            default -> Reason.OTHER;
        };
    }

    /** The memory of a receive batch cannot be allocated. */
    static AuditNetlinkException outOfMemory(AuditNetlinkChannelConfig config, OutOfMemoryError cause) {
        return new AuditNetlinkException(Reason.OUT_OF_RESOURCES, "too little direct memory for a receive batch of "
                + config.getBatchSize() + " datagrams of up to " + config.getMaxDatagramSize() + " bytes, "
                + ((long) config.getBatchSize() * Math.max(config.getSlotSize(), config.getMaxDatagramSize()) >> 10)
                + " KiB: raise -XX:MaxDirectMemorySize (or -Dio.netty.maxDirectMemory), or lower BATCH_SIZE or "
                + "MAX_DATAGRAM_SIZE (" + cause.getMessage() + ')', cause);
    }

    /** The same with a new stack trace. */
    AuditNetlinkException again() {
        return new AuditNetlinkException(reason, operation, errno, getMessage(), this);
    }

    /**
     * Returns the kind of obstacle.
     *
     * @return the reason
     */
    public Reason reason() {
        return reason;
    }

    /**
     * Returns the system call that failed.
     *
     * @return its name, for example {@code bind}, or {@code null} if no system call was made
     */
    public @Nullable String operation() {
        return operation;
    }

    /**
     * Returns the kernel's error number (errno(3)).
     *
     * @return a positive errno, or 0 if no system call was made
     */
    public int errno() {
        return errno;
    }
}
