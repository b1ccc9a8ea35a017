package io.github.nettyaudit.codec.netlink;

import io.netty.handler.codec.DecoderException;

/** The reason why bytes are not a netlink message: the cause of an {@link InvalidNetlinkMessage}. Never thrown. */
public final class NetlinkFrameException extends DecoderException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates an exception.
     *
     * @param message one sentence with the numbers that contradict each other
     */
    public NetlinkFrameException(String message) {
        super(message);
    }

    /** Does nothing: a stack trace would always name the decoder, and a flood of malformed input must stay cheap. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
