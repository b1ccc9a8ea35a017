package io.github.nettyaudit.daemon.sink.scripted;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/** What a {@link ScriptedSink} does with one batch. */
@FunctionalInterface
public interface SinkStep {
    /** The sink accepts every document. */
    SinkStep ACCEPT = batch -> CompletableFuture.completedFuture(SinkResult.accepted());

    /** The sink never answers. */
    SinkStep NEVER = batch -> new CompletableFuture<>();

    /**
     * Answers a batch.
     *
     * @param batch the documents
     * @return the answer
     */
    CompletionStage<SinkResult> take(SinkBatch batch);

    /**
     * The sink answers at once.
     *
     * @param result the answer
     * @return the step
     */
    static SinkStep answer(SinkResult result) {
        return batch -> CompletableFuture.completedFuture(result);
    }

    /**
     * The sink answers at once, with a result that depends on the batch.
     *
     * @param results makes the answer
     * @return the step
     */
    static SinkStep answer(Function<SinkBatch, SinkResult> results) {
        return batch -> CompletableFuture.completedFuture(results.apply(batch));
    }

    /**
     * The sink refuses one document for good and accepts the others.
     *
     * @param document the index of the document; none is refused if the batch is shorter
     * @param reason   why
     * @return the step
     */
    static SinkStep refuse(int document, String reason) {
        return answer(batch -> document < batch.size()
                ? SinkResult.of(batch.size()).refuse(document, reason).build() : SinkResult.accepted());
    }

    /**
     * The sink accepts the first documents of the batch, and wants the others again: an error in mid-batch.
     *
     * @param accepted how many it accepts
     * @param cause    why not more
     * @return the step
     */
    static SinkStep acceptFirst(int accepted, String cause) {
        return answer(batch -> {
            SinkResult.Builder result = SinkResult.of(batch.size());
            for (int i = accepted; i < batch.size(); i++) {
                result.tryAgain(i, cause);
            }
            return result.build();
        });
    }

    /**
     * The sink fails: its stage ends with an exception.
     *
     * @param message the message of the exception
     * @return the step
     */
    static SinkStep fail(String message) {
        return batch -> CompletableFuture.failedFuture(new IOException(message));
    }

    /**
     * The sink throws instead of answering.
     *
     * @param defect what it throws
     * @return the step
     */
    static SinkStep raise(RuntimeException defect) {
        return batch -> {
            throw defect;
        };
    }

    /**
     * The sink answers later: a slow sink whose time the test decides.
     *
     * @param moment the step goes on when this is completed
     * @param then   what it does then
     * @return the step
     */
    static SinkStep after(CompletionStage<?> moment, SinkStep then) {
        return batch -> {
            batch.retain();
            return moment.handle((ignored, failure) -> then.take(batch)).thenCompose(answer -> answer)
                    .whenComplete((result, failure) -> batch.release());
        };
    }

    /**
     * The sink blocks the thread that calls it, which it must not do.
     *
     * @param end ends the block
     * @return the step; it accepts the documents after the block
     */
    static SinkStep block(CountDownLatch end) {
        return batch -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
            return CompletableFuture.completedFuture(SinkResult.accepted());
        };
    }
}
