package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditAcknowledgement;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import org.jspecify.annotations.Nullable;

/**
 * The kernel refused a request. The message is one sentence that names the request and the error and says what to do
 * about it. {@link #errno()} is the error number.
 */
public final class AuditErrnoException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    /** The kernel's own explanation, or null. @serial */
    private final @Nullable String explanation;
    /** The registered daemon, or 0. @serial */
    private final int otherDaemon;

    AuditErrnoException(AuditRequest<?> request, int sequence, AuditAcknowledgement refusal) {
        this(request.operation(), request.type(), sequence, refusal.errno(), refusal.explanation(), 0);
    }

    private AuditErrnoException(String operation, int requestType, int sequence, int errno,
                                @Nullable String explanation, int otherDaemon) {
        super(describe(operation, requestType, sequence) + " failed with " + NetlinkErrno.name(errno) + ": "
                        + ErrnoAdvice.of(requestType, errno, otherDaemon)
                        + (explanation == null ? "" : " (the kernel says: " + explanation + ')'),
                requestType, operation, errno, sequence, null);
        this.explanation = explanation;
        this.otherDaemon = otherDaemon;
    }

    /**
     * Returns the process that is the registered audit daemon, if that is the reason why a registration failed.
     *
     * @return a process id; 0 if it is not known or not the reason
     */
    public int otherDaemon() {
        return otherDaemon;
    }

    /** Returns the same error with the process id of the registered daemon. */
    AuditErrnoException withOtherDaemon(int pid) {
        return new AuditErrnoException(operation(), requestType(), sequence(), errno(), explanation, pid);
    }
}
