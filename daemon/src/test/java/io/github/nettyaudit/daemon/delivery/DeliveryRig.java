package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.scripted.ScriptedSink;
import io.github.nettyaudit.daemon.spool.WhenFull;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.raw.RawEventEncoder;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A delivery whose time the test decides: it runs in the test's thread. */
final class DeliveryRig {
    private static final int MOST_STEPS = 100_000;

    final MemoryEventLog log;
    final Letters letters = new Letters();
    final DeliveryCounters counters = new DeliveryCounters("test");
    DeliveryOptions options = DeliveryOptions.DEFAULTS.withBatch(3, 1 << 20, Duration.ZERO);
    EventFilter filter = EventFilter.ALL;
    EventEncoder encoder = new RawEventEncoder();
    long now = 1_000_000;
    private final AtomicBoolean woken = new AtomicBoolean();
    private @Nullable DeliveryLoop loop;
    private long wait;

    /** Keeps dead letters in memory. */
    static final class Letters implements DeadLetters {
        final List<String> lines = new ArrayList<>();
        final List<Integer> synced = new ArrayList<>();
        int failures;
        boolean closed;

        @Override
        public boolean write(ByteBuf entry, String reason) throws IOException {
            if (failures > 0) {
                failures--;
                throw new IOException("No space left on device");
            }
            lines.add(reason + ": " + entry.toString(StandardCharsets.UTF_8).trim());
            return true;
        }

        @Override
        public void sync() {
            synced.add(lines.size());
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    DeliveryRig() {
        this(new MemoryEventLog(1 << 24, WhenFull.DROP_OLDEST));
    }

    DeliveryRig(MemoryEventLog log) {
        this.log = log;
    }

    DeliveryRig start(EventSink sink) {
        return start(sink, log.openReader("test"));
    }

    DeliveryRig start(EventSink sink, EventLogReader reader) {
        DeliveryPlan plan = new DeliveryPlan(new TestEvents.Decoder(), filter, encoder, TestEvents.HOST, options);
        loop = new DeliveryLoop(log, reader, sink, plan, letters, counters, new SplittableRandom(1),
                () -> woken.set(true), now);
        return this;
    }

    /** Appends events, of which each serial is the event's position. */
    DeliveryRig append(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            log.append(TestEvents.entry((int) log.endSequence()), 1000 + log.endSequence());
        }
        return this;
    }

    DeliveryLoop loop() {
        if (loop == null) {
            throw new IllegalStateException("not started");
        }
        return loop;
    }

    /** Does all that can be done at this time. */
    DeliveryRig settle() {
        for (int i = 0; i < MOST_STEPS; i++) {
            woken.set(false);
            wait = loop().step(now);
            if (wait > 0 && !woken.get() || loop().hasEnded()) {
                return this;
            }
        }
        throw new AssertionError("the loop never rests: " + status());
    }

    /** Whether something has woken the loop since it was to sleep. */
    boolean isWoken() {
        return woken.get();
    }

    /** How long the loop would sleep now, in nanoseconds. */
    long rest() {
        settle();
        return wait;
    }

    DeliveryRig advance(Duration time) {
        now += time.toNanos();
        return settle();
    }

    /** Lets time pass, as far as the loop sleeps each time. */
    DeliveryRig until(BooleanSupplier condition) {
        settle();
        for (int i = 0; i < MOST_STEPS && !condition.getAsBoolean(); i++) {
            if (wait == Long.MAX_VALUE) {
                throw new AssertionError("the loop sleeps for ever: " + status());
            }
            now += wait;
            settle();
        }
        if (!condition.getAsBoolean()) {
            throw new AssertionError("never: " + status());
        }
        return this;
    }

    /** Until everything is acknowledged. */
    DeliveryRig drain() {
        return until(() -> counters.position == log.endSequence());
    }

    /** Until the position is stored, too. */
    DeliveryRig commit() {
        return until(() -> counters.committed == log.endSequence());
    }

    DeliveryRig close() {
        loop().requestClose(Duration.ofSeconds(10), now);
        return until(loop()::hasEnded);
    }

    DeliveryStatus status() {
        return counters.status(log.endSequence());
    }

    static List<Long> sequences(long first, long last) {
        return java.util.stream.LongStream.rangeClosed(first, last).boxed().toList();
    }

    static List<Long> distinct(ScriptedSink sink) {
        return sink.acceptedSequences().stream().distinct().toList();
    }

    static long seconds(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(nanos);
    }
}
