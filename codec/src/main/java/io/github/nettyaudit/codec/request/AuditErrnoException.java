package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import org.jspecify.annotations.Nullable;

/**
 * The kernel has refused a request. The message is one sentence that names the request and the error and says what to
 * do about it.
 */
public final class AuditErrnoException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    private final String operation;
    private final int errno;
    private final @Nullable String explanation;
    private final int otherDaemon;

    AuditErrnoException(AuditRequest<?> request, int sequence, AuditAcknowledgement refusal) {
        this(describe(request, sequence), request.type(), sequence, refusal.errno(), refusal.explanation(), 0);
    }

    private AuditErrnoException(String operation, int requestType, int sequence, int errno,
                                @Nullable String explanation, int otherDaemon) {
        super(operation + " failed with " + NetlinkErrno.name(errno) + ": "
                + ErrnoAdvice.of(requestType, errno, otherDaemon)
                + (explanation == null ? "" : " (the kernel says: " + explanation + ')'), requestType, sequence, null);
        this.operation = operation;
        this.errno = errno;
        this.explanation = explanation;
        this.otherDaemon = otherDaemon;
    }

    /** The error number, positive, see {@link NetlinkErrno}. */
    public int errno() {
        return errno;
    }

    /** The symbol of the error number, such as {@code EPERM}. */
    public String errnoName() {
        return NetlinkErrno.name(errno);
    }

    /** The process that is the audit daemon, where that is why a registration failed; 0 if not known. */
    public int otherDaemon() {
        return otherDaemon;
    }

    /** The same error, naming the daemon that stands in the way. */
    AuditErrnoException withOtherDaemon(int pid) {
        return new AuditErrnoException(operation, requestType(), sequence(), errno, explanation, pid);
    }
}
