package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.InvalidNetlinkMessage;
import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/**
 * Decodes {@link NetlinkMessage}s that carry a {@code struct audit_status} (the reply to AUDIT_GET, and AUDIT_SET) into
 * {@link AuditStatusMessage}s, and encodes these. All other messages are passed on unchanged, including an AUDIT_GET or
 * AUDIT_SET without a payload, which {@link AuditMessageDecoder} decodes into an {@link AuditEmptyRequest}.
 *
 * <p>Any number of whole fields is accepted, see {@link AuditStatus#has}; a payload that ends within a field becomes an
 * {@link InvalidAuditMessage}. Stateless; one instance may serve any number of channels.
 */
@Sharable
public final class AuditStatusCodec extends ChannelDuplexHandler {
    /** Creates a codec. */
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
        AuditStatus status;
        try {
            status = AuditStatusDescriptor.read(message.content());
        } catch (AuditMessageException e) {
            return new InvalidAuditMessage(message, e);
        }
        message.release();
        return new AuditStatusMessage(message, status);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof AuditStatusMessage message) {
            ByteBuf payload = ctx.alloc().ioBuffer(message.status().structLength());
            AuditStatusDescriptor.write(message.status(), payload);
            ctx.write(AuditHeaders.message(message, payload), promise);
        } else {
            ctx.write(msg, promise);
        }
    }
}
