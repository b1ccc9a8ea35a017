package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A batch that the producer has, until the delivery has its result. It outlives the answer that the delivery waited
 * for: when the delivery sends the batch again, the new answer is attached. Thread-safe.
 */
final class ProducedBatch {
    private final long first;
    private final long last;
    private final int size;
    private final @Nullable SendFailure[] failures;
    private final Consumer<ProducedBatch> whenDelivered;
    private CompletableFuture<SinkResult> answer;
    private int open;
    private @Nullable SinkResult result;

    /** @param whenDelivered run once, when the delivery has the result */
    ProducedBatch(SinkBatch batch, CompletableFuture<SinkResult> answer, Consumer<ProducedBatch> whenDelivered) {
        size = batch.size();
        first = batch.sequence(0);
        last = batch.sequence(size - 1);
        failures = new SendFailure[size];
        open = size;
        this.answer = answer;
        this.whenDelivered = whenDelivered;
    }

    /** Whether it has the same documents. */
    boolean isSame(SinkBatch batch) {
        return batch.size() == size && batch.sequence(0) == first && batch.sequence(size - 1) == last;
    }

    void attach(CompletableFuture<SinkResult> newAnswer) {
        SinkResult known;
        synchronized (this) {
            answer = newAnswer;
            known = result;
        }
        if (known != null) {
            deliver(newAnswer, known);
        }
    }

    /** What became of a document; {@code null}: it is accepted. Called once for each. */
    void settle(int document, @Nullable SendFailure failure) {
        SinkResult complete;
        CompletableFuture<SinkResult> waiting;
        synchronized (this) {
            failures[document] = failure;
            open--;
            if (open > 0) {
                return;
            }
            complete = result();
            result = complete;
            waiting = answer;
        }
        deliver(waiting, complete);
    }

    private void deliver(CompletableFuture<SinkResult> waiting, SinkResult complete) {
        if (waiting.complete(complete)) {
            whenDelivered.accept(this);
        }
    }

    private SinkResult result() {
        SinkResult.Builder builder = null;
        for (int document = 0; document < size; document++) {
            SendFailure failure = failures[document];
            if (failure != null) {
                builder = builder == null ? SinkResult.of(size) : builder;
                if (failure.kind() == SendFailure.Kind.REFUSED) {
                    builder.refuse(document, failure.words());
                } else {
                    builder.tryAgain(document, failure.words());
                }
            }
        }
        return builder == null ? SinkResult.accepted() : builder.build();
    }
}
