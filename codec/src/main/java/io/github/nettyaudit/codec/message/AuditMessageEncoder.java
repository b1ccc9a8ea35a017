package io.github.nettyaudit.codec.message;

import io.github.nettyaudit.codec.netlink.NetlinkMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Encodes {@link AuditMessage}s as {@link NetlinkMessage}s: requests to the kernel and, in a program that acts as the
 * kernel, replies and records. {@link AuditStatusMessage}s are passed on to {@link AuditStatusCodec}, the next handler
 * on the way out, as are all objects that are not an {@code AuditMessage}.
 *
 * <p>The buffer of a message that holds one is passed on without a copy. Acknowledgements are written without the
 * payload of the request (NLM_F_CAPPED). Stateless; one instance may serve any number of channels.
 */
@Sharable
public final class AuditMessageEncoder extends ChannelOutboundHandlerAdapter {
    /** Creates an encoder. */
    public AuditMessageEncoder() {
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        ctx.write(msg instanceof AuditMessage message ? encode(ctx.alloc(), message) : msg, promise);
    }

    private static Object encode(ByteBufAllocator allocator, AuditMessage message) {
        if (message instanceof AuditContentMessage<?> content) {
            return content.message;
        }
        if (message instanceof AuditEmptyRequest || message instanceof AuditDoneMessage
                || message instanceof AuditOverrunMessage || message instanceof AuditNoopMessage) {
            return AuditHeaders.message(message, Unpooled.EMPTY_BUFFER);
        }
        if (message instanceof AuditFeaturesMessage features) {
            ByteBuf payload = allocator.ioBuffer(AuditFeaturesDescriptor.LENGTH);
            AuditFeaturesDescriptor.write(features.features(), payload);
            return AuditHeaders.message(message, payload);
        }
        if (message instanceof AuditTtyMessage tty) {
            ByteBuf payload = allocator.ioBuffer(AuditTtyStatusDescriptor.LENGTH);
            AuditTtyStatusDescriptor.write(tty.status(), payload);
            return AuditHeaders.message(message, payload);
        }
        if (message instanceof AuditSignalInfoMessage signal) {
            ByteBuf payload = allocator.ioBuffer(AuditSignalInfoDescriptor.length(signal));
            AuditSignalInfoDescriptor.write(signal, payload);
            return AuditHeaders.message(message, payload);
        }
        if (message instanceof AuditReplaceMessage replace) {
            ByteBuf payload = allocator.ioBuffer(AuditReplaceDescriptor.LENGTH);
            AuditReplaceDescriptor.write(replace, payload);
            return AuditHeaders.message(message, payload);
        }
        if (message instanceof AuditAcknowledgement acknowledgement) {
            ByteBuf payload = allocator.ioBuffer(AuditAcknowledgementDescriptor.length(acknowledgement));
            AuditAcknowledgementDescriptor.write(acknowledgement, payload);
            return AuditHeaders.message(message, AuditAcknowledgementDescriptor.flags(acknowledgement), payload);
        }
        return message;
    }
}
