package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Turns {@link NetlinkMessage}s that carry a {@code struct audit_status} (the answer to AUDIT_GET, and AUDIT_SET) into
 * {@link AuditStatusMessage}s and back. Everything else passes on, an empty AUDIT_GET or AUDIT_SET included: what has
 * no payload is an {@link AuditEmptyRequest} and the matter of {@link AuditMessageDecoder}.
 *
 * <p>Any number of whole fields is accepted, see {@link AuditStatus#has}; a payload that ends within a field becomes an
 * {@link InvalidAuditMessage}. Keeps no state; one instance may serve any number of channels.
 */
@Sharable
public final class AuditStatusCodec extends ChannelDuplexHandler {
    /** Creates a codec. It keeps no state. */
    public AuditStatusCodec() {
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (msg instanceof NetlinkMessage message && isStatus(message)) {
            ctx.fireChannelRead(decode(message));
        } else {
            ctx.fireChannelRead(msg);
        }
    }

    private static boolean isStatus(NetlinkMessage message) {
        int type = message.type();
        return (type == AuditMessageType.GET || type == AuditMessageType.SET)
                && message.content().isReadable() && !(message instanceof InvalidNetlinkMessage);
    }

    private static AuditMessage decode(NetlinkMessage message) {
        int length = message.content().readableBytes();
        if (!AuditStatusDescriptor.isValidLength(length)) {
            return new InvalidAuditMessage(message, new AuditMessageException(
                    "a status of " + length + " bytes (expected: a multiple of 4)"));
        }
        try {
            return new AuditStatusMessage(message, AuditStatus.read(message.content()));
        } finally {
            message.release();
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof AuditStatusMessage message) {
            AuditStatus status = message.status();
            ByteBuf payload = ctx.alloc().ioBuffer(status.structLength());
            status.write(payload);
            ctx.write(AuditHeaders.message(message, payload), promise);
        } else {
            ctx.write(msg, promise);
        }
    }
}
