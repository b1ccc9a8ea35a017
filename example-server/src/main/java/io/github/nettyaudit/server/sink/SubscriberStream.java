package io.github.nettyaudit.server.sink;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Promise;
import io.netty.util.concurrent.PromiseCombiner;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The stream in one format, and the subscribers that get it. One loop does all of it; {@link #offer} hands a batch over
 * to that loop and returns. What is on the way to the loop is bounded as well: if the loop is so far behind that the
 * limit waits for it, batches are dropped for all subscribers of the format, and each is told.
 */
public final class SubscriberStream implements LineSink {
    private final String format;
    private final EventLoop loop;
    private final int limit;
    private final DropReport dropReport;

    private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
    private final LongAdder droppedRecords = new LongAdder();
    private final AtomicLong handedOver = new AtomicLong();
    private boolean isClosed; // confined to the loop

    // confined to the offering thread
    private long unsaidRecords;
    private long unsaidEvents;

    /**
     * Creates a stream that nobody reads yet.
     *
     * @param format     the word by which a subscriber asks for it
     * @param loop       where connections live; must not be the loop that reads from the kernel
     * @param limit      bytes that may wait for each subscriber; one batch more where that reaches it
     * @param dropReport writes what is missing
     */
    public SubscriberStream(String format, EventLoop loop, int limit, DropReport dropReport) {
        this.format = format;
        this.loop = loop;
        this.limit = limit;
        this.dropReport = dropReport;
    }

    /**
     * Returns the word by which a subscriber asks for this stream.
     *
     * @return for example {@code raw-json}
     */
    public String format() {
        return format;
    }

    int limit() {
        return limit;
    }

    DropReport dropReport() {
        return dropReport;
    }

    /** On the loop: from now on the subscriber gets each batch. */
    void add(Subscriber subscriber) {
        if (isClosed) {
            subscriber.finish();
        } else {
            subscribers.add(subscriber);
        }
    }

    /** From any thread. */
    void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    List<Subscriber> subscribers() {
        return subscribers;
    }

    /** On the loop: counts records that a subscriber does not get. Those of subscribers who have left are kept. */
    void countDropped(long records) {
        droppedRecords.add(records);
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
                isClosed = true;
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
