package io.github.nettyaudit.server.sink;

import io.github.nettyaudit.server.json.EventLine;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/**
 * Passes the stream on to every connection that has been {@linkplain #accept accepted}. One loop does all of it;
 * {@link #offer} hands a batch over to that loop and returns. What is on the way to the loop is bounded as well: if the
 * loop is so far behind that the limit waits for it, batches are dropped for all subscribers, and each is told.
 */
public final class SubscriberServer implements LineSink {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(SubscriberServer.class);

    private final EventLoop loop;
    private final int limit;
    private final int mostSubscribers;
    private final Supplier<ByteBuf> greeting;
    private final DropReport dropReport;

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final LongAdder droppedRecords = new LongAdder();
    private final AtomicLong handedOver = new AtomicLong();

    // confined to the offering thread
    private long unsaidRecords;
    private long unsaidEvents;

    /**
     * @param loop            where connections live; must not be the loop that reads from the kernel
     * @param limit           bytes that may wait for each subscriber; one batch more where that reaches it
     * @param mostSubscribers the number of connections at which further ones are refused
     * @param greeting        makes the line that a subscriber gets first
     */
    public SubscriberServer(EventLoop loop, int limit, int mostSubscribers, Supplier<ByteBuf> greeting) {
        this(loop, limit, mostSubscribers, greeting, DropReport.RECORDS);
    }

    /**
     * @param loop            where connections live; must not be the loop that reads from the kernel
     * @param limit           bytes that may wait for each subscriber; one batch more where that reaches it
     * @param mostSubscribers the number of connections at which further ones are refused
     * @param greeting        makes the line that a subscriber gets first; an empty buffer for none
     * @param dropReport      writes what is missing
     */
    public SubscriberServer(EventLoop loop, int limit, int mostSubscribers, Supplier<ByteBuf> greeting,
                            DropReport dropReport) {
        this.dropReport = dropReport;
        this.loop = loop;
        this.limit = limit;
        this.mostSubscribers = mostSubscribers;
        this.greeting = greeting;
    }

    /**
     * Makes a connection a subscriber, or tells it that there are too many. Called on the loop, for a connection of this
     * loop whose peer may read the stream.
     *
     * @param channel the connection; closed if it is refused
     */
    public void accept(Channel channel) {
        if (subscribers.size() >= mostSubscribers && !dismissOneThatMayHaveLeft()) {
            channel.writeAndFlush(EventLine.refusal("there are " + mostSubscribers + " subscribers"))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Subscriber subscriber = new Subscriber(channel, droppedRecords, dropReport);
        configure(channel);
        channel.pipeline().addLast(subscriber);
        channel.closeFuture().addListener(closed -> subscribers.remove(subscriber));
        subscribers.add(subscriber); // before the greeting: who has it gets every line from then on
        // no void promise: handlers may still be missing that keep a failure of this write quiet
        channel.writeAndFlush(greeting.get());
    }

    private void configure(Channel channel) {
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

    /**
     * A subscriber that has closed its sending side either only reads or has left; on a quiet host nothing is written
     * that would show which. So it stays until its place is needed.
     */
    private boolean dismissOneThatMayHaveLeft() {
        for (Subscriber subscriber : subscribers) {
            if (subscriber.mayHaveLeft()) {
                subscribers.remove(subscriber);
                subscriber.abandon();
                return true;
            }
        }
        return false;
    }

    @Override
    public void offer(LineBatch batch) {
        if (subscribers.isEmpty()) {
            unsaidRecords = 0;
            unsaidEvents = 0;
            return;
        }
        int bytes = batch.bytes();
        if (handedOver.get() >= limit) {
            unsaidRecords += batch.records();
            unsaidEvents += batch.events();
            return;
        }
        handedOver.addAndGet(bytes);
        ByteBuf lines = batch.lines().retainedDuplicate();
        Delivery delivery = new Delivery(lines, bytes, batch.records(), batch.events(), unsaidRecords, unsaidEvents);
        unsaidRecords = 0;
        unsaidEvents = 0;
        try {
            loop.execute(delivery);
        } catch (RejectedExecutionException e) {
            delivery.discard(); // the loop has ended, and the connections with it
        }
    }

    /** A batch on its way to the loop, with the number of lines dropped before it. */
    private final class Delivery implements Runnable {
        private final ByteBuf lines;
        private final int bytes;
        private final int records;
        private final int events;
        private final long unsaidRecords;
        private final long unsaidEvents;

        Delivery(ByteBuf lines, int bytes, int records, int events, long unsaidRecords, long unsaidEvents) {
            this.lines = lines;
            this.bytes = bytes;
            this.records = records;
            this.events = events;
            this.unsaidRecords = unsaidRecords;
            this.unsaidEvents = unsaidEvents;
        }

        @Override
        public void run() {
            try {
                for (Subscriber subscriber : subscribers) {
                    if (unsaidRecords > 0 || unsaidEvents > 0) {
                        subscriber.drop(unsaidRecords, unsaidEvents);
                    }
                    subscriber.offer(lines, records, events);
                }
            } finally {
                discard();
            }
        }

        void discard() {
            lines.release();
            handedOver.addAndGet(-bytes);
        }
    }

    @Override
    public boolean wantsLines() {
        return !subscribers.isEmpty();
    }

    /**
     * Returns the number of connected subscribers. May be called by any thread.
     *
     * @return a number
     */
    public int subscribers() {
        return subscribers.size();
    }

    @Override
    public long pendingBytes() {
        long pending = handedOver.get();
        for (Subscriber subscriber : subscribers) {
            pending += subscriber.pendingBytes();
        }
        return pending;
    }

    @Override
    public long droppedRecords() {
        return droppedRecords.sum();
    }

    @Override
    public boolean close(Duration patience) throws InterruptedException {
        PromiseCombiner goodbyes = new PromiseCombiner(loop);
        Promise<Void> allFlushed = loop.newPromise();
        try {
            loop.execute(() -> { // after the deliveries that are still on their way
                for (Subscriber subscriber : subscribers) {
                    goodbyes.add(subscriber.finish());
                }
                goodbyes.finish(allFlushed);
            });
        } catch (RejectedExecutionException e) {
            return subscribers.isEmpty(); // the loop has ended
        }
        allFlushed.await(Math.max(1, patience.toMillis()));
        subscribers.forEach(Subscriber::abandon);
        return allFlushed.isSuccess();
    }
}
