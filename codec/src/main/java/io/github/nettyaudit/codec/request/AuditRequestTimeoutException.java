package io.github.nettyaudit.codec.request;

import java.util.concurrent.TimeUnit;

/**
 * No reply arrived in time after the request was handed to the kernel. It is not known whether the kernel has carried
 * the request out. If the reply still arrives, it becomes an {@link AuditLateReply} user event.
 */
public final class AuditRequestTimeoutException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    AuditRequestTimeoutException(PendingRequest<?> request) {
        super(request.describe() + " got no reply within " + TimeUnit.NANOSECONDS.toMillis(request.timeoutNanos)
                + " ms: the reply was lost in a full socket, or the channel does not read (autoRead is off)",
                request.request, request.sequence, null);
    }
}
