package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.delivery.Answers.Answer;
import io.github.nettyaudit.daemon.delivery.PendingBatch.State;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkEndedException;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The batches between the log and the acknowledged position, in order. After a failure nothing is sent until all that
 * is with the sink is answered; then, after a pause, the first batch that is not done goes alone, and when the sink
 * takes it the others follow.
 */
final class SendWindow {
    /** How long an answer may lie unread that lets nothing new be done. */
    private static final long LONGEST_UNREAD = Duration.ofMillis(100).toNanos();

    private final EventSink sink;
    private final DeliveryOptions options;
    private final Settlement settlement;
    private final DeliveryCounters counters;
    private final Backoff backoff;
    private final Consumer<PendingBatch> whenDone;
    private final Answers answers;
    private final ArrayDeque<PendingBatch> batches = new ArrayDeque<>();
    private final Map<PendingBatch, CompletionStage<SinkResult>> waitedFor = new HashMap<>();
    private final long answerTimeout;
    private int attempts;
    private boolean recovering;
    private boolean hasFailed;
    private long resumeAt;
    private @Nullable SinkEndedException sinkEnd;

    SendWindow(EventSink sink, DeliveryOptions options, DeadLetters deadLetters, DeliveryCounters counters,
            Backoff backoff, Runnable wakeUp, Consumer<PendingBatch> whenDone) {
        this.sink = sink;
        this.options = options;
        settlement = new Settlement(deadLetters, counters, options.inOrder());
        this.counters = counters;
        this.backoff = backoff;
        this.whenDone = whenDone;
        answers = new Answers(wakeUp);
        answerTimeout = options.answerTimeout().toNanos();
    }

    /** Whether another batch may be added. After a failure with nothing to send again, one batch may. */
    boolean hasRoom() {
        return batches.size() < (recovering ? 1 : options.inFlight());
    }

    boolean isRecovering() {
        return recovering;
    }

    /** Whether the sink has answered all that was sent. */
    boolean isAnswered() {
        return waitedFor.isEmpty();
    }

    /** The position after the last batch that is with the sink; 0 if none is. */
    long sentTo() {
        return waitedFor.keySet().stream().mapToLong(batch -> batch.nextSequence).max().orElse(0);
    }

    /** The last batch; events that follow it and were filtered out are done with it. */
    @Nullable PendingBatch last() {
        return batches.peekLast();
    }

    long oldestMillis() {
        PendingBatch first = batches.peekFirst();
        return first == null ? 0 : first.oldestMillis();
    }

    /** Why the sink takes nothing any more. */
    @Nullable SinkEndedException sinkEnd() {
        return sinkEnd;
    }

    void add(PendingBatch batch) {
        batches.add(batch);
    }

    /** Takes answers, and gives up what waits for too long. */
    void step(long now) {
        for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
            if (answer.attempt() == answer.batch().attempt && answer.batch().state == State.SENT) {
                waitedFor.remove(answer.batch());
                take(answer);
            }
        }
        expire(now);
        pauseAfterFailure(now);
        removeDone();
    }

    private void take(Answer answer) {
        PendingBatch batch = answer.batch();
        SinkResult result = answer.result();
        Throwable failure = answer.failure();
        if (failure != null) {
            settle(batch, SinkResult.tryAgain(words(cause(failure))));
        } else if (result == null) {
            settle(batch, SinkResult.tryAgain("the sink answered with nothing"));
        } else if (result.size() >= 0 && result.size() != batch.openSize()) {
            settle(batch, SinkResult.tryAgain("the sink answered for " + result.size() + " of " + batch.openSize()
                    + " documents"));
        } else {
            settle(batch, result);
        }
    }

    private Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause()
                : failure;
        if (cause instanceof SinkEndedException ended) {
            sinkEnd = ended;
        }
        return cause;
    }

    static String words(Throwable failure) {
        String message = failure.getMessage();
        return message == null || !(failure instanceof IOException) ? failure.toString() : message;
    }

    private void settle(PendingBatch batch, SinkResult result) {
        int before = batch.openSize();
        settlement.settle(batch, result);
        if (batch.state == State.DONE) {
            succeeded();
        } else {
            if (batch.openSize() < before) {
                backoff.reset();
            }
            hasFailed = true;
        }
    }

    private void succeeded() {
        counters.addBatch();
        backoff.reset();
        if (recovering && !hasFailed) {
            recovering = false;
            counters.recovered();
        }
    }

    private void expire(long now) {
        for (PendingBatch batch : batches) {
            if (batch.state == State.SENT && now - batch.deadline >= 0) {
                CompletionStage<SinkResult> answer = waitedFor.remove(batch);
                counters.addTimeout();
                settle(batch, SinkResult.tryAgain("the sink has not answered within "
                        + options.answerTimeout().toMillis() + " ms"));
                cancel(answer);
            }
        }
    }

    private static void cancel(@Nullable CompletionStage<SinkResult> answer) {
        if (answer instanceof CompletableFuture<SinkResult> future) {
            future.cancel(false);
        }
    }

    private void pauseAfterFailure(long now) {
        if (hasFailed && waitedFor.isEmpty()) {
            if (options.inOrder()) {
                reopenFollowers();
            }
            pause(now);
        } else if (hasFailed) {
            recovering = true;
        }
    }

    private void reopenFollowers() {
        boolean follows = false;
        for (PendingBatch batch : batches) {
            if (follows) {
                batch.reopen();
            }
            follows |= batch.state != State.DONE;
        }
    }

    /** Nothing is sent for a while, and then one batch. */
    void pause(long now) {
        hasFailed = false;
        recovering = true;
        resumeAt = now + backoff.next();
    }

    private void removeDone() {
        for (PendingBatch first = batches.peekFirst(); first != null && first.state == State.DONE;
                first = batches.peekFirst()) {
            batches.remove();
            whenDone.accept(first);
        }
    }

    /** Gives up all batches; what is with the sink is not waited for. */
    void clear(Consumer<PendingBatch> whenGivenUp) {
        waitedFor.values().forEach(SendWindow::cancel);
        waitedFor.clear();
        batches.forEach(batch -> {
            batch.state = State.DONE;
            whenGivenUp.accept(batch);
        });
        batches.clear();
        hasFailed = false;
    }

    /**
     * How long nothing happens by itself, in nanoseconds.
     *
     * @param hurry whether each answer counts, although the window has room
     */
    long nextStep(long now, boolean hurry) {
        boolean each = hurry || recovering || batches.size() >= options.inFlight();
        if (answers.await(each)) {
            return 0;
        }
        long wait = each || batches.isEmpty() ? Long.MAX_VALUE : LONGEST_UNREAD;
        for (PendingBatch batch : waitedFor.keySet()) {
            wait = Math.min(wait, batch.deadline - now);
        }
        if (recovering && waitedFor.isEmpty() && resumeAt - now > 0) {
            wait = Math.min(wait, resumeAt - now);
        }
        return wait;
    }

    /** Sends what may be sent. */
    void send(long now) {
        if (sinkEnd != null || recovering && (!waitedFor.isEmpty() || hasFailed || now - resumeAt < 0)) {
            return;
        }
        for (PendingBatch batch : batches) {
            // after a failure one batch goes alone; after a batch that was not even taken, nothing goes
            if (batch.state == State.WAITING && (!send(batch, now) || recovering)) {
                return;
            }
        }
    }

    /** Returns false if the sink has not taken the batch. */
    private boolean send(PendingBatch batch, long now) {
        int attempt = ++attempts;
        batch.attempt = attempt;
        batch.state = State.SENT;
        batch.deadline = now + answerTimeout;
        SinkBatch documents = batch.toSend();
        CompletionStage<SinkResult> answer;
        try {
            answer = sink.send(documents);
            waitedFor.put(batch, answer);
            answer.whenComplete((result, failure) -> {
                documents.release();
                answers.add(new Answer(batch, attempt, result, failure));
            });
            return true;
        } catch (Throwable e) {
            documents.release();
            waitedFor.put(batch, CompletableFuture.failedFuture(e));
            answers.add(new Answer(batch, attempt, null, e));
            return false;
        }
    }
}
