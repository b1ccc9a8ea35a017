package io.github.nettyaudit.codec.message;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.DecoderException;

/**
 * The reason why a payload does not fit its message type: the cause of an {@link InvalidAuditMessage}. No handler of
 * this library throws it out of the pipeline.
 */
public final class AuditMessageException extends DecoderException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message one sentence with the numbers that contradict each other
     */
    public AuditMessageException(String message) {
        super(message);
    }

    static void checkLength(String what, ByteBuf payload, int minimum) {
        if (payload.readableBytes() < minimum) {
            throw new AuditMessageException(what + " of " + payload.readableBytes() + " bytes (expected: at least "
                    + minimum + ')');
        }
    }

    /** Does nothing: a stack trace would always name the decoder, and a flood of malformed input must stay cheap. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
