package io.github.nettyaudit.codec.message;

import io.netty.handler.codec.DecoderException;

/** Why a payload is not what its message type says; the cause of an {@link InvalidAuditMessage}. */
public final class AuditMessageException extends DecoderException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence with the numbers that do not fit together */
    public AuditMessageException(String message) {
        super(message);
    }

    /** Without a stack trace: it would only ever name the decoder, and a flood of garbage must stay cheap. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
