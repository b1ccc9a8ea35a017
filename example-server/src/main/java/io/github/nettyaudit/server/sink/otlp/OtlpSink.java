package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.OrderGate;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.schema.otel.OtelLogsRequest;
import io.github.nettyaudit.server.http.HttpReply;
import io.github.nettyaudit.server.http.RetryGate;
import io.github.nettyaudit.server.http.SizeLimit;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sends log records. A document is a log record if the sink's own format made it; a document that begins with a brace is of
 * another format, and becomes the body of a record.
 *
 * <p>With one request at a time the order is kept: a batch is sent when the one before it is answered, and after a failure
 * nothing is sent until the document that failed comes again.
 */
final class OtlpSink implements EventSink {
    /** What a record takes in a request beside its document, about. */
    private static final int OVERHEAD = 32;
    private static final long NANOS = 1_000_000_000L;

    private final Exporter exporter;
    private final OtelLogsRequest requests;
    private final RetryGate gate = new RetryGate();
    private final SizeLimit limit;

    private final boolean isOrdered;
    private final OrderGate order = new OrderGate();
    /** Completed when the last batch is answered; the delivery's thread alone uses this field. */
    private CompletableFuture<Void> last = CompletableFuture.completedFuture(null);

    /** @param isOrdered whether one batch at a time is sent, in order */
    OtlpSink(Exporter exporter, String serviceName, long maxRequestSize, boolean isOrdered) {
        this.isOrdered = isOrdered;
        this.exporter = exporter;
        requests = new OtelLogsRequest(serviceName, OtlpSink.class.getPackage().getImplementationVersion());
        limit = new SizeLimit(maxRequestSize, OVERHEAD);
    }

    @Override
    public CompletionStage<SinkResult> send(SinkBatch batch) {
        if (!isOrdered) {
            return start(batch);
        }
        CompletableFuture<SinkResult> answer = new CompletableFuture<>();
        CompletableFuture<Void> answered = new CompletableFuture<>();
        CompletableFuture<Void> before = last;
        last = answered;
        batch.retain();
        answer.whenComplete((result, failure) -> {
            closeOrder(batch, result, failure);
            batch.release();
            answered.complete(null);
        });
        before.whenComplete((nothing, failure) -> send(batch, answer));
        return answer;
    }

    private CompletableFuture<SinkResult> start(SinkBatch batch) {
        return (exporter.isGrpc() ? new GrpcExport(this, batch) : new HttpExport(this, batch)).start();
    }

    /** The batch before is answered. */
    private void send(SinkBatch batch, CompletableFuture<SinkResult> answer) {
        if (answer.isDone()) {
            return; // nobody waits for it any more
        }
        if (!order.admits(batch.sequence(0))) {
            answer.complete(SinkResult.tryAgain(order.cause()));
            return;
        }
        CompletableFuture<SinkResult> sent = start(batch);
        answer.whenComplete((result, failure) -> sent.cancel(false));
        sent.whenComplete((result, failure) -> {
            if (failure == null) {
                answer.complete(result);
            } else {
                answer.completeExceptionally(failure);
            }
        });
    }

    /** Nothing may overtake the first document that is to be sent again. */
    private void closeOrder(SinkBatch batch, @Nullable SinkResult result, @Nullable Throwable failure) {
        for (int document = 0; document < batch.size(); document++) {
            if (result == null || result.outcome(document) == SinkOutcome.TRY_AGAIN) {
                order.close(batch.sequence(document), result == null ? String.valueOf(failure) : result.reason(document));
                return;
            }
        }
    }

    /** Sends the documents from one to before another in one request. */
    CompletableFuture<HttpReply> export(SinkBatch batch, int first, int end) {
        ByteBuf message = PooledByteBufAllocator.DEFAULT.heapBuffer(
                batch.end(end - 1) - batch.start(first) + (end - first) * OVERHEAD);
        Instant now = Instant.now();
        long observed = now.getEpochSecond() * NANOS + now.getNano();
        synchronized (requests) { // the delivery's thread, and the event loop for what follows a first request
            requests.begin(message);
            for (int document = first; document < end; document++) {
                ByteBuf content = batch.document(document);
                DocumentOrigin origin = batch.origin(document);
                if (content.getByte(content.readerIndex()) == '{') {
                    requests.addText(origin.host(), content, origin.seconds(), origin.milliseconds(), origin.documentId(),
                            observed);
                } else {
                    requests.add(origin.host(), content, observed);
                }
            }
            requests.end();
        }
        return exporter.send(message);
    }

    RetryGate gate() {
        return gate;
    }

    SizeLimit limit() {
        return limit;
    }

    @Override
    public CompletionStage<Void> close(Duration timeout) {
        return exporter.close(timeout);
    }
}
