package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Turns {@link AuditMessage}s into {@link NetlinkMessage}s: requests to the kernel, and where somebody plays the
 * kernel, its answers and records. {@link AuditStatusMessage}s are left to {@link AuditStatusCodec}, the next on the
 * way out; whatever is no {@code AuditMessage} passes on.
 *
 * <p>Messages that hold a buffer pass it on without a copy. Acknowledgements are written without the payload of the
 * request (NLM_F_CAPPED). Keeps no state; one instance may serve any number of channels.
 */
@Sharable
public final class AuditMessageEncoder extends ChannelOutboundHandlerAdapter {
    /** Creates an encoder. It keeps no state. */
    public AuditMessageEncoder() {
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        ctx.write(msg instanceof AuditMessage message ? encode(ctx, message) : msg, promise);
    }

    private static Object encode(ChannelHandlerContext ctx, AuditMessage message) {
        if (message instanceof AuditContentMessage<?> content) {
            return content.message;
        }
        if (message instanceof AuditFeaturesMessage features) {
            ByteBuf payload = ctx.alloc().ioBuffer(AuditFeatures.LENGTH);
            features.features().write(payload);
            return AuditHeaders.message(message, payload);
        }
        if (message instanceof AuditTtyMessage tty) {
            ByteBuf payload = ctx.alloc().ioBuffer(tty.status().structLength());
            tty.status().write(payload);
            return AuditHeaders.message(message, payload);
        }
        if (message instanceof AuditSignalInfoMessage signal) {
            ByteBuf payload = ctx.alloc().ioBuffer(signal.payloadLength());
            signal.write(payload);
            return AuditHeaders.message(message, payload);
        }
        if (message instanceof AuditReplaceMessage replace) {
            ByteBuf payload = ctx.alloc().ioBuffer(AuditReplaceMessage.LENGTH);
            replace.write(payload);
            return AuditHeaders.message(message, payload);
        }
        if (message instanceof AuditAcknowledgement acknowledgement) {
            ByteBuf payload = ctx.alloc().ioBuffer(AuditAcknowledgementDescriptor.length(acknowledgement));
            AuditAcknowledgementDescriptor.write(acknowledgement, payload);
            return AuditHeaders.message(message, AuditAcknowledgementDescriptor.flags(acknowledgement), payload);
        }
        if (message instanceof AuditEmptyRequest || message instanceof AuditDoneMessage
                || message instanceof AuditOverrunMessage || message instanceof AuditNoopMessage) {
            return AuditHeaders.message(message, Unpooled.EMPTY_BUFFER);
        }
        return message;
    }
}
