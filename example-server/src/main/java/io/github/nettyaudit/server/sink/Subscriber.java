package io.github.nettyaudit.server.sink;

import io.github.nettyaudit.server.json.EventLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.PeerCredentials;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection that reads the stream. Its bound is the high water mark of the connection's outbound buffer:
 * above it lines are dropped for this subscriber alone, until the buffer is down to the low mark. What the subscriber
 * sends is thrown away, its first line excepted. Confined to the connection's loop.
 */
final class Subscriber extends ChannelInboundHandlerAdapter {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(Subscriber.class);

    private final Channel channel;
    private final BiConsumer<Subscriber, String> chosen;
    private final FirstLine firstLine = new FirstLine();
    private final DropLedger drops;
    private SubscriberStream stream;
    private boolean isRefused;

    /**
     * @param stream the stream that it is given first
     * @param chosen gets the first line that the subscriber sends
     */
    Subscriber(Channel channel, SubscriberStream stream, BiConsumer<Subscriber, String> chosen) {
        this.channel = channel;
        this.stream = stream;
        this.chosen = chosen;
        drops = new DropLedger(name(channel), stream.dropReport());
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
        if (isRefused) {
            return;
        }
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
        if (!isRefused) {
            drops.add(records, events);
            stream.countDropped(records);
        }
    }

    /** Gives it another stream, after the report of what it did not get of the first one, and the line. */
    void change(SubscriberStream next, ByteBuf line) {
        tellDrops();
        leave();
        stream = next;
        drops.reportAs(next.dropReport());
        next.add(this); // before the line: who has it gets every line from then on
        channel.writeAndFlush(line, channel.voidPromise());
    }

    /** Writes the reason and closes. Until then it counts as a subscriber, as it may never read the reason. */
    void refuse(String reason) {
        isRefused = true;
        channel.writeAndFlush(EventLine.refusal(reason)).addListener(ChannelFutureListener.CLOSE);
    }

    /** Nothing more is delivered. On the loop. */
    void leave() {
        stream.remove(this);
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
        try {
            take(message instanceof ByteBuf bytes ? firstLine.read(bytes) : null);
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    /** A line without a newline is one if it is meant as such. */
    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            String line = firstLine.end();
            take(line != null && line.startsWith(SubscriberServer.KEYWORD) ? line : null);
        }
        context.fireUserEventTriggered(event);
    }

    private void take(@Nullable String line) {
        if (line != null) {
            chosen.accept(this, line);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOGGER.debug("{} has gone", channel, cause);
        context.close();
    }
}
