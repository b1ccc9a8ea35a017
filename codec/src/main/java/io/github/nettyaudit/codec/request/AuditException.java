package io.github.nettyaudit.codec.request;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions by which an operation on the kernel's audit subsystem fails: a request ({@link
 * AuditRequestException} and its subclasses) or a change of the rules. It reports which operation failed and, if the
 * kernel refused it, with which error number.
 *
 * <p>Malformed input from the socket is not reported by exceptions but as messages, see
 * {@link io.github.nettyaudit.codec.message.InvalidAuditMessage}.
 */
public abstract class AuditException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was attempted. @serial */
    private final String operation;
    /** The kernel's error number or 0. @serial */
    private final int errno;
    /** The netlink sequence or 0. @serial */
    private final int sequence;

    /**
     * Creates an exception.
     *
     * @param message   one sentence that names the operation, the reason and what to do
     * @param operation what was attempted, a few words such as {@code set backlog_limit}
     * @param errno     the positive error number with which the kernel refused the operation, or 0
     * @param sequence  the netlink sequence of the request that failed, or 0 if none was sent or it is not known
     * @param cause     the cause, or {@code null}
     */
    protected AuditException(String message, String operation, int errno, int sequence, @Nullable Throwable cause) {
        super(message, cause);
        this.operation = requireNonNull(operation, "operation");
        this.errno = errno;
        this.sequence = sequence;
    }

    /**
     * Returns what was attempted.
     *
     * @return a few words such as {@code set backlog_limit}
     */
    public final String operation() {
        return operation;
    }

    /**
     * Returns the error number with which the kernel refused the operation.
     *
     * @return a positive number, see {@link NetlinkErrno}; 0 if the operation failed for another reason
     */
    public final int errno() {
        return errno;
    }

    /**
     * Returns the symbol of the error number.
     *
     * @return a symbol such as {@code EPERM}; {@code errno 0} if the operation failed for another reason
     */
    public final String errnoName() {
        return NetlinkErrno.name(errno);
    }

    /**
     * Returns the netlink sequence of the request that failed.
     *
     * @return any 32 bits; 0 if no request was sent or it is not known
     */
    public final int sequence() {
        return sequence;
    }
}
