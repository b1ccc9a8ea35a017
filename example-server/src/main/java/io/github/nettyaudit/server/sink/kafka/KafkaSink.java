package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.OrderGate;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Produces documents. Batches go to the producer on a thread of the sink's own, because the producer blocks while it
 * looks for the brokers and while its memory is full; they are answered by the producer's thread.
 *
 * <p>Order: the producer keeps the order of what it has. When it gives up a document it is abandoned with everything
 * that it has, and {@link OrderGate} turns back what follows until that document comes again.
 *
 * <p>Duplicates: a batch whose answer was no longer waited for stays with the producer, and is recognised when it comes
 * again. So a document is produced twice only by two producers.
 */
final class KafkaSink implements EventSink {
    private final String name;
    private final RecordMaker records;
    private final SendFailures failures;
    private final Supplier<Producer<byte[], byte[]>> producers;
    private final ThreadPoolExecutor thread;
    private final OrderGate gate = new OrderGate();
    private final Map<Long, ProducedBatch> produced = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile @Nullable ProducerSession session;
    private volatile boolean closing;

    KafkaSink(String name, RecordMaker records, SendFailures failures, Supplier<Producer<byte[], byte[]>> producers) {
        this.name = name;
        this.records = records;
        this.failures = failures;
        this.producers = producers;
        thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread newThread = new Thread(task, "audit-sink-" + name);
            newThread.setDaemon(true);
            return newThread;
        });
    }

    @Override
    public CompletionStage<SinkResult> send(SinkBatch batch) {
        CompletableFuture<SinkResult> answer = new CompletableFuture<>();
        batch.retain();
        try {
            thread.execute(() -> take(batch, answer));
        } catch (RejectedExecutionException e) {
            batch.release();
            answer.completeExceptionally(new IOException("the sink " + name + " is closed", e));
        }
        return answer;
    }

    /** On the sink's thread. */
    private void take(SinkBatch batch, CompletableFuture<SinkResult> answer) {
        try {
            if (answer.isDone()) {
                return; // not waited for any more
            }
            ProducedBatch known = produced.get(batch.sequence(0));
            if (known != null && known.isSame(batch)) {
                known.attach(answer);
            } else if (closing) {
                answer.complete(SinkResult.tryAgain("the sink is being closed"));
            } else if (gate.admits(batch.sequence(0))) {
                produce(batch, answer);
            } else {
                answer.complete(SinkResult.tryAgain(gate.cause()));
            }
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        } finally {
            batch.release();
        }
    }

    private void produce(SinkBatch batch, CompletableFuture<SinkResult> answer) {
        long first = batch.sequence(0);
        ProducedBatch sent = new ProducedBatch(batch, answer, delivered -> produced.remove(first, delivered));
        produced.put(first, sent);
        SendFailure failed = null;
        for (int document = 0; document < batch.size(); document++) {
            if (failed == null) {
                failed = produce(sent, batch, document);
            } else {
                sent.settle(document, failed);
            }
        }
    }

    /** Returns why this document and all that follow are to be sent again; {@code null} if the next one may be sent. */
    private @Nullable SendFailure produce(ProducedBatch sent, SinkBatch batch, int document) {
        Acknowledgement acknowledgement = new Acknowledgement(sent, document, batch.sequence(document));
        Exception cause;
        try {
            ProducerSession current = session();
            acknowledgement.session = current;
            current.send(records.make(batch, document), acknowledgement);
            cause = acknowledgement.notTaken;
        } catch (Exception e) {
            cause = e;
        }
        if (cause == null) {
            return null;
        }
        SendFailure failure = failures.notTaken(cause);
        acknowledgement.fail(failure);
        return failure.kind() == SendFailure.Kind.REFUSED ? null : failure;
    }

    /** What becomes of a document that is given to the producer. */
    private final class Acknowledgement implements Callback {
        private final Thread sender = Thread.currentThread();
        private final ProducedBatch batch;
        private final int document;
        private final long sequence;
        private volatile @Nullable ProducerSession session;
        private @Nullable Exception notTaken;

        Acknowledgement(ProducedBatch batch, int document, long sequence) {
            this.batch = batch;
            this.document = document;
            this.sequence = sequence;
        }

        /** On the producer's thread; on the caller's if the producer does not take the document. */
        @Override
        public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
            if (exception == null) {
                batch.settle(document, null);
            } else if (Thread.currentThread() == sender) {
                notTaken = exception;
            } else {
                fail(failures.notAcknowledged(exception));
            }
        }

        void fail(SendFailure failure) {
            if (failure.kind() != SendFailure.Kind.REFUSED) {
                gate.close(sequence, failure.words());
            }
            ProducerSession used = session;
            if (used != null && failure.kind() == SendFailure.Kind.PRODUCER_LOST) {
                used.abandon();
            }
            batch.settle(document, failure);
        }
    }

    private ProducerSession session() {
        ProducerSession current = session;
        if (current == null || current.isOver()) {
            current = new ProducerSession(producers.get());
            session = current;
            if (closing) {
                current.abandon(); // the close did not see it
            }
        }
        return current;
    }

    @Override
    public CompletionStage<Void> close(Duration timeout) {
        closing = true;
        thread.execute(() -> end(timeout));
        thread.shutdown();
        // a thread that waits for the brokers gets an exception when its producer is closed
        CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS).execute(() -> {
            ProducerSession current = session;
            if (current != null) {
                current.abandon();
            }
            thread.shutdownNow();
            closed.complete(null);
        });
        return closed;
    }

    /** On the sink's thread, after the last batch. */
    private void end(Duration timeout) {
        try {
            ProducerSession current = session;
            if (current != null) {
                current.close(timeout);
            }
            closed.complete(null);
        } catch (Throwable e) {
            closed.completeExceptionally(e);
        }
    }
}
