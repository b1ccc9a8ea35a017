package io.github.nettyaudit.server.sink;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;

/**
 * One connection that reads the stream. Its bound is the high water mark of the connection's outbound buffer:
 * above it lines are dropped for this subscriber alone, until the buffer is down to the low mark. What the subscriber
 * sends is thrown away. Confined to the connection's loop.
 */
final class Subscriber extends ChannelInboundHandlerAdapter {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(Subscriber.class);

    private final Channel channel;
    private final LongAdder droppedRecords;
    private final DropLedger drops;

    /** @param droppedRecords the sum of all subscribers' dropped records, those who have left included */
    Subscriber(Channel channel, LongAdder droppedRecords, DropReport dropReport) {
        this.channel = channel;
        this.droppedRecords = droppedRecords;
        drops = new DropLedger(name(channel), dropReport);
    }

    /** The peer, for people; a client of a Unix socket has no address, so the process and the user that connected. */
    private static String name(Channel channel) {
        if (!(channel instanceof EpollDomainSocketChannel socket)) {
            return String.valueOf(channel.remoteAddress());
        }
        try {
            PeerCredentials peer = socket.peerCredentials();
            return "unix socket, process " + peer.pid() + " of user " + Integer.toUnsignedString(peer.uid());
        } catch (IOException e) {
            return "unix socket"; // the peer has gone
        }
    }

    /** Passes lines on, or drops them if the subscriber is too slow. The caller keeps its reference. */
    void offer(ByteBuf lines, long records, long events) {
        if (!channel.isWritable()) {
            drop(records, events);
            return;
        }
        if (drops.isOpen()) {
            channel.write(drops.toLine(), channel.voidPromise());
        }
        channel.writeAndFlush(lines.retainedDuplicate(), channel.voidPromise());
    }

    /** Notes that lines were dropped which would have been this subscriber's too. */
    void drop(long records, long events) {
        drops.add(records, events);
        droppedRecords.add(records);
    }

    /** Whether the other side sends no more, which is also how the end of a reader looks. */
    boolean mayHaveLeft() {
        return channel instanceof DuplexChannel duplex && duplex.isInputShutdown();
    }

    /** Bytes that wait in the connection's outbound buffer. From any thread. */
    long pendingBytes() {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            // not from within the flush that brought this about
            channel.eventLoop().execute(this::tellDrops);
        }
        context.fireChannelWritabilityChanged();
    }

    /** Writes the line about what was dropped, if there is one to write. */
    void tellDrops() {
        if (drops.isOpen() && channel.isActive()) {
            channel.writeAndFlush(drops.toLine(), channel.voidPromise());
        }
    }

    /** Writes what is left and closes; the future ends when all is with the socket, or cannot be. */
    ChannelFuture finish() {
        if (drops.isOpen()) {
            channel.write(drops.toLine(), channel.voidPromise());
        }
        return channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes, even if something is left to be written. From any thread. */
    void abandon() {
        channel.close();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOGGER.debug("{} has gone", channel, cause);
        context.close();
    }
}
