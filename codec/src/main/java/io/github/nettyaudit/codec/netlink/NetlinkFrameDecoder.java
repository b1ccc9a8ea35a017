package io.github.nettyaudit.codec.netlink;

import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.HEADER_LENGTH;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Turns each datagram, a {@link ByteBuf}, into its {@link NetlinkMessage}s. Whatever is no {@code ByteBuf} passes on.
 *
 * <p>Nothing is copied. A datagram of one message, as every audit record is, is itself handed on as the content, its
 * reader index behind the header; of several messages each gets a retained slice. The receiver releases them.
 *
 * <p>How far a message reaches:
 * <ol>
 *   <li>{@code nlmsg_len} is the datagram's length: one message, by the book.</li>
 *   <li>{@code nlmsg_len} is 16 less than the datagram's length and the type is an audit record's: one message. The
 *       kernel leaves the header out when it sends records to the audit daemon (see {@code kauditd_send_queue} in
 *       {@code kernel/audit.c}), but not when it sends them to the multicast group.</li>
 *   <li>Otherwise several messages, each starting at a multiple of four, by netlink(7). The last one may be followed by
 *       up to three zero bytes of padding, which are dropped: rule listings come so.</li>
 *   <li>From a message that claims fewer than 16 bytes, or more than are left, all remaining bytes become one
 *       {@link InvalidNetlinkMessage}; so does a datagram of fewer than 16 bytes, an empty one included. Nothing is
 *       thrown away and nothing throws.</li>
 * </ol>
 *
 * <p>Keeps no state; one instance may serve any number of channels.
 */
@Sharable
public final class NetlinkFrameDecoder extends ChannelInboundHandlerAdapter {
    private static final NetlinkHeader NO_HEADER = new NetlinkHeader(0, 0, 0, 0, 0);

    /** Creates a decoder. It keeps no state. */
    public NetlinkFrameDecoder() {
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof ByteBuf datagram)) {
            ctx.fireChannelRead(msg);
            return;
        }
        int start = datagram.readerIndex();
        int length = datagram.readableBytes();
        if (length >= HEADER_LENGTH) {
            int claimed = NetlinkHeaderDescriptor.length(datagram, start);
            if (claimed == length || claimed == length - HEADER_LENGTH
                    && isRecord(NetlinkHeaderDescriptor.type(datagram, start))) {
                ctx.fireChannelRead(wholeDatagram(datagram, start));
                return;
            }
        }
        decodeParts(ctx, datagram);
    }

    /** The types whose {@code nlmsg_len} may leave out the header: what the kernel or user space report. */
    private static boolean isRecord(int type) {
        return type >= 1100 && type < 3000 || type == 1005 || type == 1006;
    }

    private static NetlinkMessage wholeDatagram(ByteBuf datagram, int start) {
        NetlinkMessage message = new NetlinkMessage(datagram, start, datagram);
        datagram.readerIndex(start + HEADER_LENGTH);
        return message;
    }

    private static void decodeParts(ChannelHandlerContext ctx, ByteBuf datagram) {
        int index = datagram.readerIndex();
        int end = datagram.writerIndex();
        try {
            do {
                int left = end - index;
                int claimed = left < HEADER_LENGTH ? 0 : NetlinkHeaderDescriptor.length(datagram, index);
                if (claimed < HEADER_LENGTH || claimed > left) {
                    ctx.fireChannelRead(invalid(datagram, index, left, claimed));
                    return;
                }
                ctx.fireChannelRead(new NetlinkMessage(datagram, index,
                        datagram.retainedSlice(index + HEADER_LENGTH, claimed - HEADER_LENGTH)));
                index = skipPadding(datagram, index + claimed, Math.min(end, index + align(claimed)));
            } while (index < end);
        } finally {
            datagram.release();
        }
    }

    private static int align(int length) {
        return NetlinkHeaderDescriptor.align(length);
    }

    /** Stays before padding that is not zero: those bytes are something else, and must not vanish. */
    private static int skipPadding(ByteBuf datagram, int from, int to) {
        for (int index = from; index < to; index++) {
            if (datagram.getByte(index) != 0) {
                return from;
            }
        }
        return to;
    }

    private static InvalidNetlinkMessage invalid(ByteBuf datagram, int index, int left, int claimed) {
        ByteBuf rest = datagram.retainedSlice(index, left);
        if (left < HEADER_LENGTH) {
            return new InvalidNetlinkMessage(NO_HEADER, rest, new NetlinkFrameException(
                    left + " bytes are too few for a netlink header of " + HEADER_LENGTH));
        }
        return new InvalidNetlinkMessage(new NetlinkHeader(datagram, index), rest, new NetlinkFrameException(
                "nlmsg_len " + Integer.toUnsignedString(claimed) + " does not fit the " + left + " bytes left"));
    }
}
