package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.schema.EventEncoder;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Delivers the events of a log to one sink, on a thread of its own: reads from its position, filters, encodes, sends
 * batches, sends again what the sink did not take, and stores the position of what it did take.
 *
 * <p>Each event is delivered at least once, in the order of the log. After a failure, or a crash, events are delivered
 * again; they have the same {@linkplain io.github.nettyaudit.daemon.sink.SinkBatch#documentId(int) ids}. A gap of the
 * log becomes a report of a loss in its place. Whatever the sink does, no other delivery and nobody who appends to the
 * log waits for it. Thread-safe.
 */
public final class Delivery {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(Delivery.class);
    private static final long PAUSE_AFTER_DEFECT = TimeUnit.SECONDS.toNanos(1);
    private static final int MOST_INTERRUPTS = 10;
    private static final Duration GRACE = Duration.ofSeconds(3);

    private final EventLog log;
    private final DeliveryCounters counters;
    private final DeliveryLoop loop;
    private final Thread thread;
    private final WakeUp wakeUp = new WakeUp();

    Delivery(String name, EventLog log, EventLogReader reader, EventSink sink, DeliveryPlan plan, DeadLetters letters) {
        this.log = log;
        counters = new DeliveryCounters(name);
        thread = new Thread(this::run, "audit-delivery-" + name);
        thread.setDaemon(true);
        wakeUp.sleeper(thread);
        loop = new DeliveryLoop(log, reader, sink, plan, letters, counters, new SplittableRandom(), wakeUp,
                System.nanoTime());
        thread.start();
    }

    /**
     * Begins a delivery.
     *
     * @param name    the name of the sink; also that of its position in the log
     * @param sink    gets the documents; closed by the delivery
     * @param decoder makes events of the entries of the log; used by the delivery alone
     * @param encoder the sink's format; used by the delivery alone
     * @return a builder
     */
    public static DeliveryBuilder builder(String name, EventSink sink, EntryDecoder decoder, EventEncoder encoder) {
        return new DeliveryBuilder(name, sink, decoder, encoder);
    }

    private void run() {
        while (!loop.hasEnded()) {
            long wait;
            wakeUp.begin();
            try {
                wait = loop.step(System.nanoTime());
            } catch (Throwable e) {
                // a defect of this program must not end the delivery silently
                LOG.error("The delivery to {} failed, and goes on", thread.getName(), e);
                counters.failed("a defect: " + e);
                wait = PAUSE_AFTER_DEFECT;
            }
            if (wait > 0) {
                wakeUp.sleep(wait);
            }
            Thread.interrupted();
        }
    }

    /**
     * Returns what was done so far.
     *
     * @return the numbers of this moment
     */
    public DeliveryStatus status() {
        return counters.status(log.endSequence());
    }

    /**
     * Begins the end: what is in the log now is delivered within the timeout, as far as the sink takes it, and the
     * position is stored. Does not wait; {@link #close} does. Only the first call counts.
     *
     * @param timeout how long it may take
     */
    public void requestClose(Duration timeout) {
        loop.requestClose(timeout, System.nanoTime());
    }

    /**
     * Begins the end of a delivery which another one of this name will continue: nothing more is sent, what was sent is
     * answered within the timeout, as far as the sink answers, and the position is stored. Does not wait; {@link #stop}
     * does. Only the first call of this or of {@link #requestClose} counts.
     *
     * @param timeout how long it may take
     */
    public void requestStop(Duration timeout) {
        loop.requestStop(timeout, System.nanoTime());
    }

    /**
     * Ends the delivery without the events that were not sent yet: the next delivery of this name goes on with them, and
     * with what the sink did not acknowledge. Several deliveries end at the same time if {@link #requestStop} is called
     * for all of them before.
     *
     * @param timeout how long it may take; a sink that blocks the thread is given up a few seconds later
     * @return whether everything that was sent is acknowledged and its position stored; if not, events may be delivered
     *         again
     * @throws InterruptedException if the waiting thread is interrupted; the delivery ends nevertheless
     */
    public boolean stop(Duration timeout) throws InterruptedException {
        requestStop(timeout);
        return join(timeout);
    }

    /**
     * Ends the delivery: what is in the log now is delivered within the timeout, as far as the sink takes it. What it
     * did not acknowledge is delivered by the next delivery of this name. Several deliveries end at the same time if
     * {@link #requestClose} is called for all of them before.
     *
     * @param timeout how long it may take; a sink that blocks the thread is given up a few seconds later
     * @return whether everything was delivered
     * @throws InterruptedException if the waiting thread is interrupted; the delivery ends nevertheless
     */
    public boolean close(Duration timeout) throws InterruptedException {
        requestClose(timeout);
        return join(timeout);
    }

    private boolean join(Duration timeout) throws InterruptedException {
        thread.join(timeout.plus(GRACE).toMillis());
        if (thread.isAlive()) {
            LOG.warn("The sink of {} blocks its thread, and is given up", thread.getName());
            for (int i = 0; i < MOST_INTERRUPTS && thread.isAlive(); i++) {
                thread.interrupt();
                thread.join(GRACE.toMillis() / MOST_INTERRUPTS);
            }
        }
        return !thread.isAlive() && loop.isDrained();
    }

    /**
     * Waits until the delivery has ended, by {@link #close} or because its sink takes nothing any more.
     *
     * @param timeout how long to wait
     * @return whether it has ended
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public boolean awaitEnd(Duration timeout) throws InterruptedException {
        thread.join(Math.max(1, timeout.toMillis()));
        return !thread.isAlive();
    }
}
