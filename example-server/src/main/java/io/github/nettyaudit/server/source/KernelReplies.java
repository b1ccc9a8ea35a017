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

/** Waits for the kernel's answers, and turns failures into messages and exit codes for the operator. */
public final class KernelReplies {
    /**
     * A request is carried out within the sender's system call, so an answer that takes this long means that the
     * kernel has put the sender to sleep.
     */
    static final long PATIENCE_SECONDS = 10;

    private KernelReplies() {
    }

    /**
     * Waits for the answer to one request. Must not be called on an event loop.
     *
     * @param answer the answer
     * @param <T>    the type of the answer
     * @return the answer
     * @throws ServerException      if the request has failed, or there is no answer within some seconds
     * @throws InterruptedException if the thread is interrupted
     */
    public static <T> T await(Future<T> answer) throws ServerException, InterruptedException {
        return await(answer, PATIENCE_SECONDS);
    }

    /**
     * Waits for the outcome of many requests, each of which has its own timeout. Must not be called on an event loop.
     *
     * @param answer  the outcome
     * @param seconds the longest time to wait
     * @param <T>     the type of the outcome
     * @return the outcome
     * @throws ServerException      if a request has failed, or the time is over
     * @throws InterruptedException if the thread is interrupted
     */
    public static <T> T await(Future<T> answer, long seconds) throws ServerException, InterruptedException {
        if (!answer.await(seconds, TimeUnit.SECONDS)) {
            throw new ServerException(ExitCode.UNEXPECTED, "the kernel has not answered within "
                    + seconds + " s, because its audit queue is full and no audit daemon reads it: check the audit"
                    + " daemon, or set backlog_wait_time to 0");
        }
        if (!answer.isSuccess()) {
            throw failure(answer.cause());
        }
        return answer.getNow();
    }

    /**
     * Returns an exception with a message for the operator and the exit code. If the cause has no message, the new one
     * names its class.
     *
     * @param cause the failure
     * @return the exception
     */
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
