package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditMessageType;
import org.jspecify.annotations.Nullable;

/**
 * Why a request failed: what its future holds as the cause. The subclasses tell the reasons apart; this class itself
 * stands for a request that could not be made or sent and for an answer that could not be read, with the cause.
 */
public class AuditRequestException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int requestType;
    private final int sequence;

    AuditRequestException(String message, AuditRequest<?> request, int sequence, @Nullable Throwable cause) {
        this(message, request.type(), sequence, cause);
    }

    AuditRequestException(String message, int requestType, int sequence, @Nullable Throwable cause) {
        super(message, cause);
        this.requestType = requestType;
        this.sequence = sequence;
    }

    /** The message type of the request. */
    public int requestType() {
        return requestType;
    }

    /** The netlink sequence that the request was sent under, any 32 bits; 0 if it never got as far as that. */
    public int sequence() {
        return sequence;
    }

    /** {@code set enabled (AUDIT_SET, sequence 12)}. */
    static String describe(AuditRequest<?> request, int sequence) {
        String type = "AUDIT_" + AuditMessageType.name(request.type());
        return request.operation() + " (" + type
                + (sequence == 0 ? ")" : ", sequence " + Integer.toUnsignedString(sequence) + ')');
    }
}
