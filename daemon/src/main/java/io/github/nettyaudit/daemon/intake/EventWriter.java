package io.github.nettyaudit.daemon.intake;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.event.EventCounters;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Reads an {@link IntakeRing} on a thread of its own, assembles events, and puts them into an {@link EventStore}. The
 * store is flushed when 256 KiB of entries were read since the last flush, at the end of several entries that came together,
 * or 5 ms after the first entry; the ring's space is released after that. While single entries arrive, the writer looks for
 * them each 5 ms, and the source does not wake it.
 *
 * <p>After a crash, the next writer reads again what was not released. An event that a store has kept with a
 * {@linkplain Builder#stored position} is left out. So each event is stored once, with these exceptions: an event that
 * had ended by its timeout or a bound, whose records are still in the ring because of another one, may be stored again,
 * with the same event id.
 *
 * <p>While the store has no space or fails, the writer calls it again every 10 ms, the ring fills, and its
 * {@link IntakeFullPolicy} decides.
 */
public final class EventWriter implements AutoCloseable {
    /** So many bytes of entries are read until the store is flushed. */
    static final int BLOCK = 256 << 10;
    static final long FLUSH_NANOS = 5_000_000;
    /** A source that adds so many entries together has waited for them; they need not wait for others again. */
    private static final int BATCH = 8;
    private static final long RETRY_NANOS = 10_000_000;
    private static final long IDLE_NANOS = 1_000_000_000;
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(EventWriter.class);

    private final IntakeRing ring;
    private final EventPump pump;
    private final Thread thread;
    private final long tickNanos;
    private volatile boolean closing;
    private volatile boolean stopping;
    private volatile boolean keepingOpen;
    private volatile long closeBy;
    private volatile long stepped = System.nanoTime();
    private long tickAt;
    private long flushAt;
    private boolean dirty;
    /** Something was stored in the last interval: what has come since then has waited for long enough. */
    private boolean rested;
    private boolean failed;

    /** Builds a writer. */
    public static final class Builder {
        private final IntakeRing ring;
        private final EventStore store;
        private EventAssemblerOptions live = EventAssemblerOptions.live();
        private EventAssemblerOptions log = EventAssemblerOptions.log();
        private long storedSource;
        private long storedPosition;

        private Builder(IntakeRing ring, EventStore store) {
            this.ring = requireNonNull(ring, "ring");
            this.store = requireNonNull(store, "store");
        }

        /**
         * Sets how records of the kernel are assembled. The default is {@link EventAssemblerOptions#live()}.
         *
         * @param options the options
         * @return this
         */
        public Builder live(EventAssemblerOptions options) {
            live = requireNonNull(options, "options");
            return this;
        }

        /**
         * Sets how lines of a log are assembled. The default is {@link EventAssemblerOptions#log()}.
         *
         * @param options the options
         * @return this
         */
        public Builder log(EventAssemblerOptions options) {
            log = requireNonNull(options, "options");
            return this;
        }

        /**
         * Sets what the store has kept last. Without it, and if it belongs to another ring, all entries of the ring are
         * taken as not stored.
         *
         * @param source   the number of the ring
         * @param position the position
         * @return this
         */
        public Builder stored(long source, long position) {
            storedSource = source;
            storedPosition = position;
            return this;
        }

        /**
         * Starts the writer's thread.
         *
         * @return the writer
         */
        public EventWriter start() {
            EventWriter writer = new EventWriter(this);
            writer.thread.start();
            return writer;
        }
    }

    private EventWriter(Builder builder) {
        ring = builder.ring;
        pump = new EventPump(ring, builder.store, builder.live, builder.log, builder.storedSource,
                builder.storedPosition, ByteBufAllocator.DEFAULT);
        tickNanos = Math.max(1, Math.min(builder.live.timeout().toNanos(), builder.log.timeout().toNanos()) / 2);
        thread = new Thread(this::run, "audit-event-writer");
        thread.setDaemon(true);
    }

    /**
     * Returns a builder of a writer.
     *
     * @param ring  what is read; it must stay open until the writer has ended
     * @param store where the events are put
     * @return a new builder
     */
    public static Builder builder(IntakeRing ring, EventStore store) {
        return new Builder(ring, store);
    }

    private void run() {
        tickAt = System.nanoTime() + tickNanos;
        try {
            while (!stopping && !(closing && isDone())) {
                try {
                    step();
                } catch (Throwable e) { // an entry is read once, so the next step goes on after it
                    if (!failed) {
                        failed = true;
                        LOGGER.warn("a step of the writer of events has failed. Further exceptions are not logged", e);
                    }
                    LockSupport.parkNanos(this, RETRY_NANOS);
                }
            }
        } finally {
            pump.close();
        }
    }

    private void step() {
        EventPump.Progress progress = pump.run(BLOCK);
        long now = System.nanoTime();
        stepped = now;
        if (progress != EventPump.Progress.BLOCKED && now - tickAt >= 0) {
            tickAt = now + tickNanos;
            pump.tick();
        }
        if (!dirty && pump.isDirty()) {
            dirty = true;
            flushAt = now + FLUSH_NANOS;
        }
        boolean isBatch = pump.entries() >= BATCH;
        if (progress == EventPump.Progress.BLOCKED) {
            LockSupport.parkNanos(this, RETRY_NANOS);
        } else if (dirty && (progress == EventPump.Progress.ENOUGH || isBatch || rested || now - flushAt >= 0)) {
            if (pump.flush()) {
                dirty = false;
                rested = progress == EventPump.Progress.EMPTY && !isBatch;
                if (rested) {
                    LockSupport.parkNanos(this, FLUSH_NANOS);
                }
            } else {
                LockSupport.parkNanos(this, RETRY_NANOS);
            }
        } else if (dirty) {
            LockSupport.parkNanos(this, flushAt - now); // what arrives meanwhile belongs to the same block
        } else {
            rested = false;
            ring.sleep(pump.position(), pump.isWaiting() ? tickAt - now : IDLE_NANOS);
        }
    }

    /** Whether all was stored that there is, when the writer is being closed, or the time for it is over. */
    private boolean isDone() {
        EventPump.Progress progress = pump.run(Long.MAX_VALUE);
        if (progress == EventPump.Progress.EMPTY) {
            if (!keepingOpen) {
                pump.end();
            }
            if (pump.flush()) {
                return true;
            }
        }
        if (System.nanoTime() - closeBy >= 0) {
            LOGGER.warn("the store has not taken all events in time; {} bytes stay in {} until the next start",
                    ring.usedBytes(), ring.file());
            return true;
        }
        return false;
    }

    /**
     * Returns how long ago the writer's thread was seen at work. It looks for entries once a second or more often.
     *
     * @return a number of nanoseconds; grows while a call of the store does not return, and after the end
     */
    public long idleNanos() {
        return Math.max(0, System.nanoTime() - stepped);
    }

    /**
     * Returns the counters of the ring.
     *
     * @return always the same object
     */
    public IntakeCounters counters() {
        return ring.counters();
    }

    /**
     * Returns the counters of the assemblers, one for records of the kernel and one for lines of a log.
     *
     * @return always the same objects, which go on counting
     */
    public List<EventCounters> assemblers() {
        return pump.assemblers();
    }

    /**
     * Ends the writer after it has stored all entries and ended the open events, in at most 10 seconds. What is not
     * stored
     * by then stays in the ring.
     */
    @Override
    public void close() {
        close(Duration.ofSeconds(10));
    }

    /**
     * Ends the writer after it has stored all entries and ended the open events. The source should have ended before.
     * Blocks until the writer has ended.
     *
     * @param longest after this time, what is not stored stays in the ring
     */
    public void close(Duration longest) {
        closeBy = System.nanoTime() + longest.toNanos();
        closing = true;
        join();
    }

    /**
     * Ends the writer after it has stored all entries. The records of open events stay in the ring, for the next writer: the
     * source will go on where it has ended. Blocks until the writer has ended.
     *
     * @param longest after this time, what is not stored stays in the ring, too
     */
    public void closeKeepingOpenEvents(Duration longest) {
        keepingOpen = true;
        close(longest);
    }

    /**
     * Ends the writer at once. What is not flushed stays in the ring, and so do the records of open events: another
     * writer,
     * of this or a later process, goes on. Blocks until the writer has ended.
     */
    public void stop() {
        stopping = true;
        join();
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            LockSupport.unpark(thread);
            try {
                thread.join(RETRY_NANOS / 1_000_000);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
