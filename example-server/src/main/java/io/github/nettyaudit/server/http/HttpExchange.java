package io.github.nettyaudit.server.http;

import io.netty.handler.codec.http.FullHttpRequest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** A request and the answer that is waited for. Belongs to the event loop once it is submitted. */
final class HttpExchange {
    private final HttpEndpoint endpoint;
    private final FullHttpRequest request;
    private final CompletableFuture<HttpReply> reply;
    private boolean isTaken;

    HttpExchange(HttpEndpoint endpoint, FullHttpRequest request, CompletableFuture<HttpReply> reply) {
        this.endpoint = endpoint;
        this.request = request;
        this.reply = reply;
    }

    HttpEndpoint endpoint() {
        return endpoint;
    }

    CompletableFuture<HttpReply> reply() {
        return reply;
    }

    /** The request, whose release is the caller's from now on. */
    FullHttpRequest take() {
        isTaken = true;
        return request;
    }

    /** Ends the exchange: it failed, or nobody waits for it any more. */
    void fail(String what) {
        discard();
        reply.completeExceptionally(new IOException(endpoint + ": " + what));
    }

    void discard() {
        if (!isTaken) {
            isTaken = true;
            request.release();
        }
    }
}
