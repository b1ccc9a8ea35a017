package io.github.nettyaudit.daemon.sink;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Receives documents.
 *
 * <p>One thread at a time calls a sink, and it is always the same one unless the sink blocks it at the close. The
 * stages may be completed by any thread, in any order. No method should block: a sink that must block extends
 * {@link BlockingEventSink}. A sink that blocks nevertheless stops only its own delivery; the close of the delivery
 * interrupts it.
 */
public interface EventSink {
    /**
     * Takes a batch. At most as many batches as the delivery's in-flight bound are sent before one is answered; a
     * batch that was not answered in time is sent again, and what its first stage says afterwards is ignored. The stage
     * of a batch that is no longer waited for is cancelled if it is a {@link CompletableFuture}.
     *
     * @param batch the documents; the caller's until the stage is completed, and released by the caller then. A sink
     *              that uses it after the completion retains it, and releases it itself
     * @return completed when each document is accepted, refused or to be sent again. {@link SinkEndedException} says
     *         that the sink will never take anything again; any other exception means that all documents are to be sent
     *         again
     */
    CompletionStage<SinkResult> send(SinkBatch batch);

    /**
     * Makes durable, as far as the sink can, what was accepted before this call. The position of the delivery is stored
     * after that. If this fails, everything since the stored position is sent again.
     *
     * @return completed when everything that was accepted is durable
     */
    default CompletionStage<Void> flush() {
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Ends the sink. Nothing is sent afterwards.
     *
     * @param timeout how long the sink may take to end in good order; then it gives up
     * @return completed when everything that belongs to the sink is released, at the latest shortly after the timeout
     */
    CompletionStage<Void> close(Duration timeout);
}
