package io.github.nettyaudit.codec.netlink;

import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.HEADER_LENGTH;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Encodes a {@link NetlinkMessage} as a datagram, one newly allocated {@link ByteBuf}: header, payload, and zeros up to
 * a multiple of four. All other messages are passed on unchanged.
 *
 * <p>{@code nlmsg_len} is computed from the content and {@link NetlinkMessage#length()} is ignored, because the kernel
 * silently discards a message with a wrong length. An {@link InvalidNetlinkMessage} is written as the bytes that it
 * holds.
 *
 * <p>Releases the message. Stateless; one instance may serve any number of channels.
 */
@Sharable
public final class NetlinkFrameEncoder extends ChannelOutboundHandlerAdapter {
    /** Creates an encoder. */
    public NetlinkFrameEncoder() {
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (!(msg instanceof NetlinkMessage message)) {
            ctx.write(msg, promise);
        } else if (message instanceof InvalidNetlinkMessage) {
            ctx.write(message.content(), promise);
        } else {
            ByteBuf datagram;
            try {
                datagram = encode(ctx, message);
            } finally {
                message.release();
            }
            ctx.write(datagram, promise);
        }
    }

    private static ByteBuf encode(ChannelHandlerContext ctx, NetlinkMessage message) {
        ByteBuf content = message.content();
        int payload = content.readableBytes();
        int length = HEADER_LENGTH + payload;
        int padded = NetlinkHeaderDescriptor.align(length);
        ByteBuf datagram = ctx.alloc().ioBuffer(padded, padded);
        try {
            NetlinkHeaderDescriptor.write(datagram, length, message.type(), message.flags(), message.sequence(),
                    message.portId());
            datagram.writeBytes(content, content.readerIndex(), payload);
        } catch (Throwable failed) { // for example the content is released already
            datagram.release();
            throw failed;
        }
        return datagram.writeZero(padded - length);
    }
}
