package io.github.nettyaudit.codec.request;

import io.github.nettyaudit.codec.message.AuditMessageType;
import org.jspecify.annotations.Nullable;

/**
 * The cause of the failed future of a request. The subclasses distinguish the reasons; this class itself is used for a
 * request that could not be created or sent, and for a reply that could not be read.
 */
public class AuditRequestException extends AuditException {
    private static final long serialVersionUID = 1L;

    /** The message type of the request. @serial */
    private final int requestType;

    AuditRequestException(String message, AuditRequest<?> request, int sequence, @Nullable Throwable cause) {
        this(message, request.type(), request.operation(), 0, sequence, cause);
    }

    AuditRequestException(String message, int requestType, String operation, int errno, int sequence,
                          @Nullable Throwable cause) {
        super(message, operation, errno, sequence, cause);
        this.requestType = requestType;
    }

    /**
     * Returns the message type of the request.
     *
     * @return the type, 0 to 65,535, see {@link AuditMessageType}
     */
    public final int requestType() {
        return requestType;
    }

    /** Returns for example {@code set enabled (AUDIT_SET, sequence 12)}. */
    static String describe(AuditRequest<?> request, int sequence) {
        return describe(request.operation(), request.type(), sequence);
    }

    static String describe(String operation, int requestType, int sequence) {
        String type = "AUDIT_" + AuditMessageType.name(requestType);
        return operation + " (" + type
                + (sequence == 0 ? ")" : ", sequence " + Integer.toUnsignedString(sequence) + ')');
    }
}
