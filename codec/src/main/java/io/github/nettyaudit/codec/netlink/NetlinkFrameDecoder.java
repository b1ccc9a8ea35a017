package io.github.nettyaudit.codec.netlink;

import static io.github.nettyaudit.codec.netlink.NetlinkHeaderDescriptor.HEADER_LENGTH;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Decodes each datagram, a {@link ByteBuf}, into one or more {@link NetlinkMessage}s. All other messages are passed on
 * unchanged.
 *
 * <p>No byte is copied. If the datagram contains one message, as with every audit record, the datagram's buffer becomes
 * the content of the message, with its reader index after the header; if it contains several, each gets a retained
 * slice and the datagram is released. The receiver of a message releases it.
 *
 * <p>The extent of a message is determined as follows:
 * <ol>
 *   <li>If {@code nlmsg_len} equals the datagram's length, the datagram is one message.</li>
 *   <li>If {@code nlmsg_len} is 16 less than the datagram's length and the type is that of an audit record, the
 *       datagram is one message. The kernel does not count the header when it sends records to the audit daemon (see
 *       {@code kauditd_send_queue} in {@code kernel/audit.c}), but counts it when it sends them to the multicast
 *       group.</li>
 *   <li>Otherwise the datagram contains several messages, each starting at a multiple of four (netlink(7)). Up to three
 *       zero bytes of padding after the last one, as in rule listings, are dropped.</li>
 *   <li>If a message claims fewer than 16 bytes, or more than the datagram has left, all remaining bytes become one
 *       {@link InvalidNetlinkMessage}. A datagram of fewer than 16 bytes, including an empty one, becomes such a
 *       message too. The decoder drops no other bytes and throws no exception.</li>
 * </ol>
 *
 * <p>Stateless; one instance may serve any number of channels.
 */
@Sharable
public final class NetlinkFrameDecoder extends ChannelInboundHandlerAdapter {
    private static final NetlinkHeader NO_HEADER = new NetlinkHeader(0, 0, 0, 0, 0);

    /** Creates a decoder. */
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

    /** The types of audit records, whose {@code nlmsg_len} may not count the header. */
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

    /** Skips padding only if all of it is zero: other bytes must not be lost. */
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
