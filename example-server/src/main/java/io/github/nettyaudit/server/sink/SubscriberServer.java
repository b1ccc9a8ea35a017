package io.github.nettyaudit.server.sink;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Accepts TCP connections and passes the stream on to each. One loop does all of it; {@link #offer} hands a batch over
 * to that loop and returns. What is on the way to the loop is bounded as well: should the loop be so far behind that
 * the limit waits for it, batches are dropped for all subscribers, and each is told.
 */
public final class SubscriberServer implements LineSink {
    private final EventLoop loop;
    private final int limit;
    private final int mostSubscribers;
    private final Supplier<String> greeting;

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final LongAdder droppedRecords = new LongAdder();
    private final AtomicLong handedOver = new AtomicLong();
    private @Nullable Channel listener;

    // confined to the offering thread
    private long unsaidRecords;
    private long unsaidEvents;

    /**
     * @param loop            where connections live; must not be the loop that reads from the kernel
     * @param limit           bytes that may wait for each subscriber; one batch more where that reaches it
     * @param mostSubscribers connections beyond this number are told so and closed
     * @param greeting        makes the line that a subscriber gets first, newline included
     */
    public SubscriberServer(EventLoop loop, int limit, int mostSubscribers, Supplier<String> greeting) {
        this.loop = loop;
        this.limit = limit;
        this.mostSubscribers = mostSubscribers;
        this.greeting = greeting;
    }

    /** Listens at {@code address} (port 0: any free one) and returns the address got. */
    public SocketAddress listen(InetSocketAddress address) throws IOException, InterruptedException {
        ChannelFuture bound = new ServerBootstrap()
                .group(loop, loop)
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                // a reader that has closed its own sending side, as "nc … </dev/null" does, still reads
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(limit / 2, limit))
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        accept(channel);
                    }
                })
                .bind(address)
                .await();
        if (!bound.isSuccess()) {
            throw new IOException(String.valueOf(bound.cause().getMessage()), bound.cause());
        }
        listener = bound.channel();
        return listener.localAddress();
    }

    private void accept(Channel channel) {
        if (subscribers.size() >= mostSubscribers && !dismissOneThatMayHaveLeft()) {
            channel.writeAndFlush(ByteBufUtil.writeUtf8(channel.alloc(),
                            "{\"event\":\"refused\",\"reason\":\"there are " + mostSubscribers + " subscribers\"}\n"))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Subscriber subscriber = new Subscriber(channel, droppedRecords);
        channel.pipeline().addLast(subscriber);
        channel.closeFuture().addListener(closed -> subscribers.remove(subscriber));
        subscribers.add(subscriber); // before the greeting: who has it gets every line from then on
        channel.writeAndFlush(ByteBufUtil.writeUtf8(channel.alloc(), greeting.get()), channel.voidPromise());
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
        loop.execute(delivery);
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
                lines.release();
                handedOver.addAndGet(-bytes);
            }
        }
    }

    @Override
    public boolean wantsLines() {
        return !subscribers.isEmpty();
    }

    /** How many are connected. From any thread. */
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
        if (listener != null) {
            listener.close().await();
        }
        PromiseCombiner goodbyes = new PromiseCombiner(loop);
        Promise<Void> allFlushed = loop.newPromise();
        loop.execute(() -> { // behind the deliveries that are still on their way
            for (Subscriber subscriber : subscribers) {
                goodbyes.add(subscriber.finish());
            }
            goodbyes.finish(allFlushed);
        });
        allFlushed.await(Math.max(1, patience.toMillis()));
        subscribers.forEach(Subscriber::abandon);
        return allFlushed.isSuccess();
    }
}
