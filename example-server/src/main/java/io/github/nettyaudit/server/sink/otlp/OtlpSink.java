package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
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

/**
 * Sends log records. A document is a log record if the sink's own format made it; a document that begins with a brace is of
 * another format, and becomes the body of a record.
 */
final class OtlpSink implements EventSink {
    /** What a record takes in a request beside its document, about. */
    private static final int OVERHEAD = 32;
    private static final long NANOS = 1_000_000_000L;

    private final Exporter exporter;
    private final OtelLogsRequest requests;
    private final RetryGate gate = new RetryGate();
    private final SizeLimit limit;

    OtlpSink(Exporter exporter, String serviceName, long maxRequestSize) {
        this.exporter = exporter;
        requests = new OtelLogsRequest(serviceName, OtlpSink.class.getPackage().getImplementationVersion());
        limit = new SizeLimit(maxRequestSize, OVERHEAD);
    }

    @Override
    public CompletionStage<SinkResult> send(SinkBatch batch) {
        return (exporter.isGrpc() ? new GrpcExport(this, batch) : new HttpExport(this, batch)).start();
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
