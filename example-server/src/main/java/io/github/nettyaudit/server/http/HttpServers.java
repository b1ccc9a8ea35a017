package io.github.nettyaudit.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Several servers of which any will do. One is used until it fails; then the next one is. Thread-safe.
 */
public final class HttpServers {
    private static final String GRPC_UNAVAILABLE = "14";
    private static final int BAD_GATEWAY = 502;
    private static final int UNAVAILABLE = 503;
    private static final int GATEWAY_TIMEOUT = 504;

    private final HttpSender sender;
    private final List<HttpEndpoint> servers;
    private final AtomicInteger current = new AtomicInteger();

    /**
     * Chooses among servers.
     *
     * @param sender  sends the requests
     * @param servers at least one
     */
    public HttpServers(HttpSender sender, List<HttpEndpoint> servers) {
        this.sender = sender;
        this.servers = List.copyOf(servers);
    }

    /**
     * Sends a POST to the server in use. If it does not answer, the others are tried, each once.
     *
     * @param path    the path after that of the endpoint; begins with a slash
     * @param headers further headers
     * @param body    the body; released
     * @return completed with the answer of one server; with the failure of the last one if none answers. Cancelling it ends
     *         the request
     */
    public CompletableFuture<HttpReply> post(String path, HttpHeaders headers, ByteBuf body) {
        CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        reply.whenComplete((answer, failure) -> {
            synchronized (body) {
                body.release();
            }
        });
        attempt(path, headers, body, reply, servers.size());
        return reply;
    }

    private void attempt(String path, HttpHeaders headers, ByteBuf body, CompletableFuture<HttpReply> reply, int left) {
        int server = current.get();
        CompletableFuture<HttpReply> attempt;
        synchronized (body) { // the release, by the completion of the reply, may come from another thread
            if (reply.isDone()) {
                return;
            }
            attempt = sender.post(servers.get(server), path, headers, body.retainedDuplicate());
        }
        reply.whenComplete((answer, failure) -> attempt.cancel(false));
        attempt.whenComplete((answer, failure) -> {
            if (failure == null) {
                if (isOfServer(answer)) {
                    moveOn(server);
                }
                reply.complete(answer);
                return;
            }
            moveOn(server);
            if (left > 1 && !reply.isDone()) {
                attempt(path, headers, body, reply, left - 1);
            } else {
                reply.completeExceptionally(failure);
            }
        });
    }

    /** Whether another server may succeed with the same request. */
    private static boolean isOfServer(HttpReply reply) {
        int status = reply.status();
        return GRPC_UNAVAILABLE.equals(reply.headers().get(GrpcClient.STATUS)) || status == BAD_GATEWAY || status == UNAVAILABLE || status == GATEWAY_TIMEOUT;
    }

    private void moveOn(int failed) {
        current.compareAndSet(failed, (failed + 1) % servers.size());
    }
}
