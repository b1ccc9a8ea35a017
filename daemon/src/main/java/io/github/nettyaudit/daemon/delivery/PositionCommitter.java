package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.sink.EventSink;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stores the acknowledged position from time to time: first the sink makes durable what it accepted, then the dead
 * letters, then the position.
 */
final class PositionCommitter {
    private final EventSink sink;
    private final EventLogReader reader;
    private final DeadLetters deadLetters;
    private final DeliveryCounters counters;
    private final Runnable wakeUp;
    private final long interval;
    private final long timeout;
    private long committed;
    private long nextAt;
    private @Nullable CompletableFuture<Void> flush;
    private long flushed;
    private long flushDeadline;

    PositionCommitter(EventSink sink, EventLogReader reader, DeadLetters deadLetters, DeliveryCounters counters,
            DeliveryOptions options, Runnable wakeUp, long now) {
        this.sink = sink;
        this.reader = reader;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.wakeUp = wakeUp;
        interval = options.commitInterval().toNanos();
        timeout = options.answerTimeout().toNanos();
        committed = reader.position();
        counters.committed = committed;
        nextAt = now + interval;
    }

    /** What became of a position. */
    enum Outcome {
        /** It is stored, or nothing was to be stored, or that goes on. */
        GOOD,
        /** What the sink accepted since the committed position is not durable, and must be sent again. */
        NOT_DURABLE,
        /** The position could not be stored. */
        NOT_STORED
    }

    /** The position that is stored. */
    long committed() {
        return committed;
    }

    boolean isCommitted(long acknowledged) {
        return committed >= acknowledged;
    }

    /**
     * Goes on.
     *
     * @param hurry whether the interval does not matter
     */
    Outcome step(long now, long acknowledged, boolean hurry) {
        CompletableFuture<Void> running = flush;
        Outcome outcome = running == null ? Outcome.GOOD : end(running, now);
        if (flush == null && outcome == Outcome.GOOD && acknowledged > committed && (hurry || now - nextAt >= 0)) {
            start(now, acknowledged);
        }
        return outcome;
    }

    private Outcome end(CompletableFuture<Void> running, long now) {
        boolean isLate = now - flushDeadline >= 0;
        if (!running.isDone() && !isLate) {
            return Outcome.GOOD;
        }
        flush = null;
        nextAt = now + interval;
        if (running.isDone()) {
            return store(running);
        }
        running.cancel(false);
        counters.failed("the sink did not make its documents durable in time");
        return Outcome.NOT_DURABLE;
    }

    private void start(long now, long acknowledged) {
        CompletableFuture<Void> started = new CompletableFuture<>();
        flush = started;
        flushed = acknowledged;
        flushDeadline = now + timeout;
        try {
            CompletionStage<Void> stage = sink.flush();
            stage.whenComplete((nothing, failure) -> {
                if (failure == null) {
                    started.complete(null);
                } else {
                    started.completeExceptionally(failure);
                }
                wakeUp.run();
            });
        } catch (Throwable e) {
            started.completeExceptionally(e);
            wakeUp.run();
        }
    }

    private Outcome store(CompletableFuture<Void> done) {
        try {
            done.join();
        } catch (CompletionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            counters.failed("the sink cannot make its documents durable: " + SendWindow.words(cause));
            return Outcome.NOT_DURABLE;
        }
        try {
            deadLetters.sync();
            reader.commit(flushed);
            committed = flushed;
            counters.committed = committed;
        } catch (IOException e) {
            counters.failed("the position cannot be stored: " + SendWindow.words(e));
            return Outcome.NOT_STORED;
        }
        return Outcome.GOOD;
    }

    /** How long nothing happens by itself, in nanoseconds. */
    long nextStep(long now, long acknowledged) {
        if (flush != null) {
            return flushDeadline - now;
        }
        return acknowledged > committed ? nextAt - now : Long.MAX_VALUE;
    }
}
