package io.github.nettyaudit.codec.netlink;

import io.netty.handler.codec.DecoderException;

/** Why bytes are not a netlink message; the cause of an {@link InvalidNetlinkMessage}. Never thrown. */
public final class NetlinkFrameException extends DecoderException {
    private static final long serialVersionUID = 1L;

    /** @param message one sentence with the numbers that do not fit together */
    public NetlinkFrameException(String message) {
        super(message);
    }

    /** Without a stack trace: it would only ever name the decoder, and a flood of garbage must stay cheap. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
