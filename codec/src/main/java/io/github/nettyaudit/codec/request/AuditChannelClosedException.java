package io.github.nettyaudit.codec.request;

import org.jspecify.annotations.Nullable;

/**
 * The channel was closed before the reply arrived, or before the request could be sent ({@link #sequence()} is 0). If
 * it was sent, it is not known whether the kernel has carried it out.
 */
public final class AuditChannelClosedException extends AuditRequestException {
    private static final long serialVersionUID = 1L;

    AuditChannelClosedException(AuditRequest<?> request, int sequence, @Nullable Throwable cause) {
        super(describe(request, sequence) + (sequence == 0 ? " was not sent: the channel is closed"
                : " got no reply: the channel was closed"), request, sequence, cause);
    }
}
