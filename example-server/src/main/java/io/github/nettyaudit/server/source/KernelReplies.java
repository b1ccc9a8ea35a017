package io.github.nettyaudit.server.source;

import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditErrnoException;
import io.github.nettyaudit.codec.rule.AuditRuleApplyException;
import io.github.nettyaudit.codec.rule.AuditRuleException;
import io.github.nettyaudit.codec.rule.AuditRuleRefusedException;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.transport.AuditNetlinkException;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Waits for the kernel's answers, and turns what goes wrong into something that a user can act on. */
public final class KernelReplies {
    /**
     * A request is carried out within the sender's system call, so an answer that takes this long means that the
     * kernel has put the sender to sleep.
     */
    static final long PATIENCE_SECONDS = 10;

    private KernelReplies() {
    }

    /** The answer; not to be called from an event loop. */
    public static <T> T await(Future<T> answer) throws ServerException, InterruptedException {
        return await(answer, PATIENCE_SECONDS);
    }

    /** The outcome of many requests, each of which has a timeout of its own; not to be called from an event loop. */
    public static <T> T await(Future<T> answer, long seconds) throws ServerException, InterruptedException {
        if (!answer.await(seconds, TimeUnit.SECONDS)) {
            throw new ServerException(ExitCode.UNEXPECTED, "the kernel has not answered for " + seconds
                    + " s, because its audit queue is full and nobody reads it: look at the audit daemon, or set"
                    + " backlog_wait_time to 0");
        }
        if (!answer.isSuccess()) {
            throw failure(answer.cause());
        }
        return answer.getNow();
    }

    /** The message for the operator, and the exit code. Never without words: some exceptions have no message. */
    public static ServerException failure(Throwable cause) {
        String message = cause.getMessage();
        return new ServerException(exitCode(cause), message == null || message.isBlank() ? "unexpected: " + cause
                : message, cause);
    }

    private static ExitCode exitCode(Throwable cause) {
        if (cause instanceof AuditRuleApplyException && cause.getCause() != null) {
            return exitCode(cause.getCause());
        }
        if (cause instanceof AuditRuleException) {
            return ExitCode.USAGE;
        }
        if (cause instanceof AuditRuleRefusedException refusal && refusal.errno() == NetlinkErrno.EEXIST) {
            return ExitCode.UNEXPECTED;
        }
        if (cause instanceof AuditRuleRefusedException && cause.getCause() != null) {
            return exitCode(cause.getCause());
        }
        if (cause instanceof AuditErrnoException refusal) {
            return switch (refusal.errno()) {
                case NetlinkErrno.EEXIST -> ExitCode.OTHER_DAEMON;
                case NetlinkErrno.EPERM, NetlinkErrno.EACCES, NetlinkErrno.ECONNREFUSED,
                    NetlinkErrno.EPROTONOSUPPORT -> ExitCode.KERNEL_REFUSES;
                case NetlinkErrno.EINVAL -> ExitCode.USAGE;
                default -> ExitCode.UNEXPECTED;
            };
        }
        if (cause instanceof AuditNetlinkException problem) {
            return switch (problem.reason()) {
                case UNSUPPORTED_PLATFORM, NATIVE_LIBRARY_MISSING, PROTOCOL_NOT_SUPPORTED, NOT_PERMITTED,
                    CONNECTION_REFUSED -> ExitCode.KERNEL_REFUSES;
                default -> ExitCode.UNEXPECTED;
            };
        }
        return ExitCode.UNEXPECTED;
    }
}
