package io.github.nettyaudit.codec.request;

/**
 * No answer came in time after the request had been handed to the kernel. Whether the kernel has carried it out is not
 * known; a later answer becomes an {@link AuditLateReply}.
 */
public final class AuditRequestTimeoutException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    AuditRequestTimeoutException(PendingRequest<?> call) {
        super(describe(call.request, call.sequence) + " got no answer within " + call.timeoutNanos / 1_000_000
                + " ms: the answer was lost in a full socket, or nobody reads from the channel (autoRead off?)",
                call.request, call.sequence, null);
    }
}
