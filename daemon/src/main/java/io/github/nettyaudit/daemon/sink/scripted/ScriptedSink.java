package io.github.nettyaudit.daemon.sink.scripted;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;

/**
 * A sink for tests of what delivers to sinks: does with each batch what the script says, keeps what it accepted, and
 * accepts everything when the script is at its end.
 * <pre>{@code
 * ScriptedSink sink = new ScriptedSink()
 *         .then(SinkStep.refuse(2, "too long"))
 *         .then(SinkStep.fail("connection reset"), SinkStep.NEVER);
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class ScriptedSink implements EventSink {
    private final Queue<SinkStep> script = new ArrayDeque<>();
    private final List<ReceivedDocument> accepted = new ArrayList<>();
    private final Queue<String> flushFailures = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private SinkStep rest = SinkStep.ACCEPT;
    private int batches;
    private int flushes;
    private int durable;

    /** Creates a sink that accepts everything. */
    public ScriptedSink() {
    }

    /**
     * Adds to the script.
     *
     * @param steps what is done with the next batches, one step each
     * @return this sink
     */
    public synchronized ScriptedSink then(SinkStep... steps) {
        script.addAll(List.of(steps));
        return this;
    }

    /**
     * Sets what is done when the script is at its end.
     *
     * @param step done with every batch; {@link SinkStep#ACCEPT} by default
     * @return this sink
     */
    public synchronized ScriptedSink thenAlways(SinkStep step) {
        rest = step;
        return this;
    }

    /**
     * Lets the next flush fail, as if the power had failed: what was accepted since the last flush is forgotten.
     *
     * @param message the message of the exception
     * @return this sink
     */
    public synchronized ScriptedSink failFlush(String message) {
        flushFailures.add(message);
        return this;
    }

    @Override
    public CompletionStage<SinkResult> send(SinkBatch batch) {
        SinkStep step;
        synchronized (this) {
            batches++;
            SinkStep next = script.poll();
            step = next == null ? rest : next;
        }
        List<ReceivedDocument> documents = documents(batch);
        CompletionStage<SinkResult> answer = step.take(batch);
        CompletableFuture<SinkResult> kept = new CompletableFuture<>();
        answer.whenComplete((result, failure) -> {
            if (failure == null) {
                keep(documents, result);
                kept.complete(result);
            } else {
                kept.completeExceptionally(failure);
            }
        });
        return kept;
    }

    private static List<ReceivedDocument> documents(SinkBatch batch) {
        List<ReceivedDocument> documents = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            ByteBuf line = batch.document(i);
            documents.add(new ReceivedDocument(batch.sequence(i), batch.documentId(i),
                    line.toString(line.readerIndex(), line.readableBytes() - 1, StandardCharsets.UTF_8)));
        }
        return documents;
    }

    private synchronized void keep(List<ReceivedDocument> documents, SinkResult result) {
        if (result.size() >= 0 && result.size() != documents.size()) {
            return; // a defect that the script wants
        }
        for (int i = 0; i < documents.size(); i++) {
            if (result.outcome(i) == SinkOutcome.ACCEPTED) {
                accepted.add(documents.get(i));
            }
        }
    }

    @Override
    public synchronized CompletionStage<Void> flush() {
        flushes++;
        String failure = flushFailures.poll();
        if (failure != null) {
            accepted.subList(durable, accepted.size()).clear();
            return CompletableFuture.failedFuture(new IOException(failure));
        }
        durable = accepted.size();
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<Void> close(Duration timeout) {
        closed.countDown();
        return CompletableFuture.completedFuture(null);
    }

    /**
     * Returns what was accepted, in order; a document that was accepted twice is there twice.
     *
     * @return a copy
     */
    public synchronized List<ReceivedDocument> accepted() {
        return List.copyOf(accepted);
    }

    /**
     * Returns the positions of what was accepted, in order.
     *
     * @return the sequence numbers, with repetitions
     */
    public List<Long> acceptedSequences() {
        return accepted().stream().map(ReceivedDocument::sequence).toList();
    }

    /**
     * Returns how many batches were sent to this sink.
     *
     * @return the number of batches
     */
    public synchronized int batches() {
        return batches;
    }

    /**
     * Returns how often this sink was told to make durable what it has.
     *
     * @return the number of flushes
     */
    public synchronized int flushes() {
        return flushes;
    }

    /**
     * Returns whether this sink was closed.
     *
     * @return whether it was
     */
    public boolean isClosed() {
        return closed.getCount() == 0;
    }
}
