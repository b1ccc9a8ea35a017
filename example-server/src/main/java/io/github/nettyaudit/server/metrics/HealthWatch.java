package io.github.nettyaudit.server.metrics;

import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.metrics.AuditMetrics;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a second whether a server lives and does its work. It lives while the event loops of the source run what they are
 * given, the thread that stores events is at work, and this watch itself looks.
 */
public final class HealthWatch implements AutoCloseable {
    private static final InternalLogger LOG = InternalLoggerFactory.getInstance(HealthWatch.class);
    private static final List<String> ENDING = List.of("the server is ending");
    private static final long INTERVAL_MILLIS = 1000;
    /** A slow disk or a full machine is no reason to start anew at once. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(30);

    private final @Nullable AuditDaemon daemon;
    private final @Nullable Supplier<ForwarderStatus> forwarder;
    private final List<Loop> loops = new ArrayList<>();
    private final Readiness readiness;
    private final ReadyNotices notices;
    private final long deadNanos;
    private final AtomicLong lookedAt = new AtomicLong(System.nanoTime());
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "audit-health");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Health last = Health.GOOD;
    private volatile boolean isEnding;

    /** An event loop, and when it ran something last. */
    private record Loop(String name, EventExecutor executor, AtomicLong ranAt) {
    }

    /**
     * Starts.
     *
     * @param daemon    the daemon; {@code null} if the source is another one
     * @param loops     the event loops of the source
     * @param forwarder the status of the forwarder; {@code null} without one
     * @param readyLag  how old an event may be that a sink has not acknowledged
     * @param warnings  gets a sentence when the server becomes not ready
     * @param notices   gets a sentence when it is ready again
     */
    public HealthWatch(@Nullable AuditDaemon daemon, List<? extends EventExecutor> loops,
            @Nullable Supplier<ForwarderStatus> forwarder, Duration readyLag, Consumer<String> warnings,
            Consumer<String> notices) {
        this(daemon, loops, forwarder, readyLag, new ReadyNotices(warnings, notices), DEAD_AFTER);
    }

    HealthWatch(@Nullable AuditDaemon daemon, List<? extends EventExecutor> loops,
            @Nullable Supplier<ForwarderStatus> forwarder, Duration readyLag, ReadyNotices notices, Duration deadAfter) {
        this.daemon = daemon;
        this.forwarder = forwarder;
        for (EventExecutor loop : loops) {
            this.loops.add(new Loop("event loop " + (this.loops.size() + 1), loop, new AtomicLong(System.nanoTime())));
        }
        readiness = new Readiness(readyLag);
        this.notices = notices;
        deadNanos = deadAfter.toNanos();
        timer.scheduleWithFixedDelay(this::look, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Returns what was found.
     *
     * @return the health, a second old at most while this watch itself looks
     */
    public Health health() {
        long idle = System.nanoTime() - lookedAt.get();
        return idle > deadNanos ? new Health(List.of("the watch of the server is stuck for "
                + TimeUnit.NANOSECONDS.toSeconds(idle) + " seconds"), last.notReady()) : last;
    }

    /**
     * Changes how old an event may be that a sink has not acknowledged.
     *
     * @param readyLag the bound
     */
    public void setReadyLag(Duration readyLag) {
        readiness.setLag(readyLag);
    }

    /** The server has begun to end: it is not ready, and nothing more is told. */
    public void ending() {
        isEnding = true;
        last = new Health(last.dead(), ENDING);
    }

    private void look() {
        try {
            long now = System.nanoTime();
            ForwarderStatus status = forwarder == null ? null : forwarder.get();
            List<String> dead = new ArrayList<>();
            for (Loop loop : loops) {
                ask(loop);
                addIfDead(dead, loop.name, now - loop.ranAt.get());
            }
            if (status != null) {
                addIfDead(dead, "thread that stores events", status.writerIdleNanos());
            }
            Health health = new Health(dead, readiness.look(daemon == null ? null : daemon.mode(),
                    daemon == null ? null : numbers(daemon.metrics()), status, now, System.currentTimeMillis()));
            if (isEnding) {
                last = new Health(dead, ENDING);
            } else {
                last = health;
                notices.look(health, now);
            }
            lookedAt.set(System.nanoTime());
        } catch (RuntimeException e) {
            LOG.warn("the health of the server cannot be told", e); // and soon the watch counts as stuck
        }
    }

    private static ToLongFunction<String> numbers(AuditMetrics metrics) {
        return name -> metrics.value(name).orElse(-1);
    }

    private static void ask(Loop loop) {
        try {
            loop.executor.execute(() -> loop.ranAt.set(System.nanoTime()));
        } catch (RejectedExecutionException e) {
            // the loop has ended: the server is ending
        }
    }

    private void addIfDead(List<String> dead, String name, long idle) {
        if (idle > deadNanos) {
            dead.add("the " + name + " is stuck for " + TimeUnit.NANOSECONDS.toSeconds(idle) + " seconds");
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
