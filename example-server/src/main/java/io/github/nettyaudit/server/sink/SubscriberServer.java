package io.github.nettyaudit.server.sink;

import io.github.nettyaudit.server.json.EventLine;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes a subscriber of every connection that has been {@linkplain #accept accepted}. A subscriber gets the usual stream
 * at once. If the first line that it sends is {@code format NAME}, it gets the stream of that format from then on, after
 * a line that marks the beginning. All methods are for the loop of the streams.
 */
public final class SubscriberServer {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(SubscriberServer.class);
    /** The line that a subscriber may send begins with this word. */
    static final String KEYWORD = "format";

    private final List<SubscriberStream> streams;
    private final SubscriberStream usual;
    private final int mostSubscribers;
    private final Function<SubscriberStream, ByteBuf> greeting;
    private final Function<SubscriberStream, ByteBuf> answer;

    /**
     * Creates a server without a subscriber.
     *
     * @param streams         the streams that a subscriber may choose, all of one loop
     * @param usual           one of these: the stream of those who do not choose
     * @param mostSubscribers the number of connections at which further ones are refused
     * @param greeting        makes the line that a subscriber gets first; an empty buffer for none
     * @param answer          makes the line that comes before the stream that a subscriber has chosen
     */
    public SubscriberServer(List<SubscriberStream> streams, SubscriberStream usual, int mostSubscribers,
                            Function<SubscriberStream, ByteBuf> greeting, Function<SubscriberStream, ByteBuf> answer) {
        this.streams = List.copyOf(streams);
        this.usual = usual;
        this.mostSubscribers = mostSubscribers;
        this.greeting = greeting;
        this.answer = answer;
    }

    /**
     * Makes a connection a subscriber, or tells it that there are too many. Called on the loop, for a connection of this
     * loop whose peer may read the stream.
     *
     * @param channel the connection; closed if it is refused
     */
    public void accept(Channel channel) {
        if (subscribers() >= mostSubscribers && !dismissOneThatMayHaveLeft()) {
            channel.writeAndFlush(EventLine.refusal("there are " + mostSubscribers + " subscribers"))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Subscriber subscriber = new Subscriber(channel, usual, this::chosen);
        configure(channel);
        channel.pipeline().addLast(subscriber);
        channel.closeFuture().addListener(closed -> subscriber.leave());
        usual.add(subscriber); // before the greeting: who has it gets every line from then on
        // no void promise: handlers may still be missing that keep a failure of this write quiet
        channel.writeAndFlush(greeting.apply(usual));
    }

    private void configure(Channel channel) {
        int limit = usual.limit();
        channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(limit / 2, limit));
        // a reader that has closed its own sending side, as "nc … </dev/null" does, still reads
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (channel instanceof SocketChannel) {
            try {
                channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
                channel.config().setOption(ChannelOption.TCP_NODELAY, true);
            } catch (ChannelException e) {
                LOGGER.debug("{} has gone", channel, e); // EINVAL: it was reset
            }
        }
    }

    /** The first line of a subscriber has come. */
    private void chosen(Subscriber subscriber, String line) {
        String[] words = line.toLowerCase(Locale.ROOT).split("\\s+");
        if (words.length == 2 && words[0].equals(KEYWORD)) {
            for (SubscriberStream stream : streams) {
                if (stream.format().equals(words[1])) {
                    subscriber.change(stream, answer.apply(stream));
                    return;
                }
            }
        }
        subscriber.refuse("the first line that a subscriber sends, if it sends one, must be '" + KEYWORD + " NAME' with one of "
                + streams.stream().map(SubscriberStream::format).collect(Collectors.joining(", ")));
    }

    /**
     * A subscriber that has closed its sending side either only reads or has left; on a quiet host nothing is written
     * that would show which. So it stays until its place is needed.
     */
    private boolean dismissOneThatMayHaveLeft() {
        for (SubscriberStream stream : streams) {
            for (Subscriber subscriber : stream.subscribers()) {
                if (subscriber.mayHaveLeft()) {
                    subscriber.leave();
                    subscriber.abandon();
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Returns the number of connected subscribers. May be called by any thread.
     *
     * @return a number
     */
    public int subscribers() {
        int all = 0;
        for (SubscriberStream stream : streams) {
            all += stream.subscribers().size();
        }
        return all;
    }
}
