package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkEndedException;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One sink's delivery as steps that never block: {@link #step} does what can be done at a time, and returns how long
 * nothing happens by itself. Used by one thread, but for {@link #requestClose} and
 * {@link #requestStop}.
 */
final class DeliveryLoop {
    /** How long the end of a sink, or of a delivery whose time is over, may take. */
    private static final long GRACE = Duration.ofSeconds(1).toNanos();

    private final EventLog log;
    private final EventLogReader reader;
    private final EventSink sink;
    private final DeadLetters deadLetters;
    private final DeliveryCounters counters;
    private final Runnable wakeUp;
    private final SendWindow window;
    private final BatchFiller filler;
    private final PositionCommitter committer;
    private final Backoff logPauses;
    private long acknowledged;
    private volatile boolean listening;
    private long readableAt;
    private boolean logFailed;
    private boolean mustRewind;

    private volatile @Nullable CloseRequest closeRequest;
    private Phase phase = Phase.RUNNING;
    private boolean stopping;
    private long drainTo;
    private long drainDeadline;
    private long closeDeadline;
    private @Nullable CompletableFuture<Void> sinkClosed;
    private @Nullable SinkEndedException end;

    private enum Phase { RUNNING, DRAINING, COMMITTING, CLOSING_SINK, ENDED }

    /** How long the close may take, from when on, and whether the rest of the log is delivered before. */
    private record CloseRequest(long nanos, long from, boolean withRest) {
    }

    DeliveryLoop(EventLog log, EventLogReader reader, EventSink sink, DeliveryPlan plan, DeadLetters deadLetters,
            DeliveryCounters counters, RandomGenerator random, Runnable wakeUp, long now) {
        this.log = log;
        this.reader = reader;
        this.sink = sink;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.wakeUp = wakeUp;
        long least = plan.options().retryLeast().toNanos();
        long most = plan.options().retryMost().toNanos();
        logPauses = new Backoff(least, most, random);
        filler = new BatchFiller(reader, plan, deadLetters, counters, new Backoff(least, most, random));
        window = new SendWindow(sink, plan.options(), deadLetters, counters, new Backoff(least, most, random), wakeUp,
                this::done);
        committer = new PositionCommitter(sink, reader, deadLetters, counters, plan.options(), wakeUp, now);
        acknowledged = reader.position();
        counters.position = acknowledged;
        readableAt = now;
    }

    /** From any thread: the delivery ends within this time, if possible with what the log has now. */
    void requestClose(Duration timeout, long now) {
        request(new CloseRequest(timeout.toNanos(), now, true));
    }

    /** From any thread: the delivery ends when what was sent is answered, within this time. */
    void requestStop(Duration timeout, long now) {
        request(new CloseRequest(timeout.toNanos(), now, false));
    }

    private synchronized void request(CloseRequest request) {
        if (closeRequest == null) {
            closeRequest = request;
        }
        wakeUp.run();
    }

    boolean hasEnded() {
        return phase == Phase.ENDED;
    }

    /** Why the sink ended by itself; {@code null} if it did not. */
    @Nullable SinkEndedException end() {
        return end;
    }

    /** Whether everything that was to be delivered at the end was acknowledged and its position stored. */
    boolean isDrained() {
        return acknowledged >= drainTo && committer.isCommitted(acknowledged);
    }

    /** Does what can be done now; returns how long nothing happens by itself, in nanoseconds. */
    long step(long now) {
        CloseRequest request = closeRequest;
        if (phase == Phase.RUNNING && request != null) {
            beginClose(request);
        }
        if (phase == Phase.RUNNING || phase == Phase.DRAINING && now - drainDeadline < 0) {
            deliver(now);
            checkSinkEnd(now);
        }
        if (phase == Phase.DRAINING && (isDrainedAsFarAsWanted() || now - drainDeadline >= 0)) {
            phase = Phase.COMMITTING;
        }
        if (phase == Phase.COMMITTING) {
            commitLast(now);
        }
        if (phase == Phase.CLOSING_SINK) {
            checkSinkClosed(now);
        }
        publish();
        return Math.max(0, nextStep(now));
    }

    private boolean isDrainedAsFarAsWanted() {
        return stopping ? window.isAnswered() : acknowledged >= drainTo;
    }

    private void deliver(long now) {
        window.step(now);
        if (committer.step(now, acknowledged, false) == PositionCommitter.Outcome.NOT_DURABLE) {
            sendAllAgain(now);
        }
        if (stopping) {
            return; // what was sent is answered, and nothing else begins
        }
        try {
            if (mustRewind && now - readableAt >= 0) {
                rewind();
            }
            while (now - readableAt >= 0 && window.hasRoom()) {
                filler.fill(now);
                logFailed = false;
                if (!filler.isReady(now, phase == Phase.DRAINING)) {
                    break;
                }
                window.add(filler.take());
            }
        } catch (IOException | RuntimeException e) {
            counters.failed("the log cannot be read: " + SendWindow.words(e));
            logFailed = true;
            readableAt = now + logPauses.next();
        }
        passOver();
        window.send(now);
    }

    /** What was filtered out is done with what precedes it. */
    private void passOver() {
        if (!filler.isEmpty() || mustRewind) {
            return;
        }
        PendingBatch last = window.last();
        if (last == null) {
            acknowledged = Math.max(acknowledged, filler.handled());
        } else {
            last.nextSequence = Math.max(last.nextSequence, filler.handled());
        }
    }

    private void done(PendingBatch batch) {
        acknowledged = batch.nextSequence;
        filler.recycle(batch);
    }

    /** What the sink accepted since the committed position is lost. */
    private void sendAllAgain(long now) {
        window.clear(filler::recycle);
        window.pause(now);
        mustRewind = true;
        acknowledged = committer.committed();
    }

    private void rewind() throws IOException {
        reader.rewind();
        mustRewind = false;
        filler.restart();
        acknowledged = reader.position();
    }

    private void checkSinkEnd(long now) {
        SinkEndedException ended = window.sinkEnd();
        if (ended != null) {
            end = ended;
            drainTo = log.endSequence();
            counters.failed("the sink has ended: " + SendWindow.words(ended));
            closeDeadline = now + GRACE;
            phase = Phase.COMMITTING;
        }
    }

    private void beginClose(CloseRequest request) {
        phase = Phase.DRAINING;
        stopping = !request.withRest();
        drainTo = stopping ? Math.max(acknowledged, window.sentTo()) : log.endSequence();
        // the rest is for the sink to make its documents durable, and to end
        drainDeadline = request.from() + request.nanos() / 4 * 3;
        closeDeadline = request.from() + request.nanos();
    }

    private void commitLast(long now) {
        boolean isOver = now - closeDeadline >= 0;
        boolean hasFailed = committer.step(now, acknowledged, true) != PositionCommitter.Outcome.GOOD;
        if (hasFailed || isOver || committer.isCommitted(acknowledged)) {
            closeSink(now);
        }
    }

    private void closeSink(long now) {
        phase = Phase.CLOSING_SINK;
        window.clear(filler::recycle);
        CompletableFuture<Void> closed = new CompletableFuture<>();
        sinkClosed = closed;
        Duration left = Duration.ofNanos(Math.max(0, closeDeadline - now));
        closeDeadline = Math.max(now, closeDeadline) + GRACE;
        try {
            sink.close(left).whenComplete((nothing, failure) -> {
                closed.complete(null);
                if (failure != null) {
                    counters.failed("the sink cannot be closed: " + SendWindow.words(failure));
                }
                wakeUp.run();
            });
        } catch (Throwable e) {
            counters.failed("the sink cannot be closed: " + e);
            closed.complete(null);
        }
    }

    private void checkSinkClosed(long now) {
        CompletableFuture<Void> closed = sinkClosed;
        if (closed == null || closed.isDone() || now - closeDeadline >= 0) {
            close(reader);
            close(deadLetters);
            phase = Phase.ENDED;
        }
    }

    private void close(Closeable resource) {
        try {
            resource.close();
        } catch (IOException e) {
            counters.failed("cannot be closed: " + SendWindow.words(e));
        }
    }

    private void publish() {
        counters.position = acknowledged;
        long oldest = window.oldestMillis();
        counters.oldestMillis = oldest == 0 ? filler.oldestMillis() : oldest;
        counters.state = switch (phase) {
            case RUNNING -> window.isRecovering() ? DeliveryState.RETRYING : DeliveryState.RUNNING;
            case DRAINING, COMMITTING, CLOSING_SINK -> DeliveryState.CLOSING;
            case ENDED -> DeliveryState.ENDED;
        };
    }

    private long nextStep(long now) {
        return switch (phase) {
            case RUNNING -> nextDelivery(now);
            case DRAINING -> Math.min(nextDelivery(now), drainDeadline - now);
            case COMMITTING, CLOSING_SINK -> closeDeadline - now;
            case ENDED -> 0; // nothing wakes the thread any more
        };
    }

    private long nextDelivery(long now) {
        long wait = Math.min(window.nextStep(now, phase == Phase.DRAINING), committer.nextStep(now, acknowledged));
        if (stopping) {
            return wait;
        }
        if (logFailed) {
            return Math.min(wait, readableAt - now);
        }
        if (!window.hasRoom()) {
            return wait;
        }
        if (filler.isEmpty() && filler.isAtEnd() && !listening) {
            listen();
        }
        return Math.min(wait, filler.nextStep(now));
    }

    private void listen() {
        listening = true;
        reader.whenReadable(() -> {
            listening = false;
            wakeUp.run();
        });
    }
}
