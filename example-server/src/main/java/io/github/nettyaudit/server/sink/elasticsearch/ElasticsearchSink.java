package io.github.nettyaudit.server.sink.elasticsearch;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.server.http.HttpClient;
import io.github.nettyaudit.server.http.HttpCompression;
import io.github.nettyaudit.server.http.HttpReply;
import io.github.nettyaudit.server.http.HttpServers;
import io.github.nettyaudit.server.http.RetryGate;
import io.github.nettyaudit.server.http.SizeLimit;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Creates documents in an index or a data stream.
 *
 * <p>Each document is created under its id. The server answers 409 for an id that it has: the document was delivered before,
 * and its first answer was lost. So documents that are sent again are there once.
 */
final class ElasticsearchSink implements EventSink {
    private final HttpClient client;
    private final HttpServers servers;
    private final BulkTarget target;
    private final HttpCompression compression;
    private final BulkBody bodies;
    private final HttpHeaders headers = new DefaultHttpHeaders();
    private final RetryGate gate = new RetryGate();
    private final SizeLimit limit;

    ElasticsearchSink(HttpClient client, HttpServers servers, BulkTarget target, HttpCompression compression,
            long maxRequestSize) {
        this.client = client;
        this.servers = servers;
        this.target = target;
        this.compression = compression;
        bodies = new BulkBody(target);
        limit = new SizeLimit(maxRequestSize, BulkBody.ACTION_LENGTH);
        headers.set(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson").set(HttpHeaderNames.ACCEPT, "application/json");
        if (compression != HttpCompression.NONE) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, compression.encoding());
        }
    }

    @Override
    public CompletionStage<SinkResult> send(SinkBatch batch) {
        return new BulkSend(this, batch).start();
    }

    /** Sends the documents from one to before another in one request. */
    CompletableFuture<HttpReply> post(SinkBatch batch, int first, int end) {
        ByteBuf body;
        synchronized (bodies) { // the delivery's thread, and the event loop for what follows a first request
            body = bodies.make(batch, first, end);
        }
        return servers.post(target.path(), headers, compression.compress(body));
    }

    RetryGate gate() {
        return gate;
    }

    SizeLimit limit() {
        return limit;
    }

    @Override
    public CompletionStage<Void> close(Duration timeout) {
        return client.close(timeout);
    }
}
