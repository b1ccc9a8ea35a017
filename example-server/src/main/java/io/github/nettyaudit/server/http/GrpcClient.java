package io.github.nettyaudit.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes unary calls of gRPC over HTTP/2: a request is one POST whose body is one message with five bytes in front. There is
 * one connection to each server, with at most as many calls at a time as the options say. The headers of the answer contain
 * the trailers, {@code grpc-status} among them; its body is the message. Thread-safe.
 */
public final class GrpcClient implements HttpSender {
    /** The trailer with the status of a call. */
    public static final String STATUS = "grpc-status";

    private final HttpOptions options;
    private final boolean isCompressed;
    private final ClientLoop loop;
    private final Map<HttpEndpoint, GrpcConnection> connections = new HashMap<>();
    private boolean isClosed;

    /**
     * Creates a client, which connects when a call is made.
     *
     * @param name         the name of its thread
     * @param options      bounds and times; {@code connections} is the most calls at a time
     * @param isCompressed whether the messages are compressed, as the header {@code grpc-encoding} says
     */
    public GrpcClient(String name, HttpOptions options, boolean isCompressed) {
        this.options = options;
        this.isCompressed = isCompressed;
        loop = new ClientLoop(name);
    }

    /**
     * Makes a call.
     *
     * @param endpoint the server, whose own path is not used
     * @param path     service and method: {@code /package.Service/Method}
     * @param headers  further headers
     * @param body     the message without the five bytes, compressed if the client's are; released
     */
    @Override
    public CompletableFuture<HttpReply> post(HttpEndpoint endpoint, String path, HttpHeaders headers, ByteBuf body) {
        Http2Headers all = new DefaultHttp2Headers().method("POST").scheme(endpoint.isEncrypted() ? "https" : "http")
                .path(path).authority(endpoint.authority());
        all.set("te", "trailers");
        all.set("content-type", "application/grpc");
        all.set("user-agent", "netty-audit");
        all.set("grpc-accept-encoding", "identity");
        all.set("grpc-timeout", options.requestTimeout().toMillis() + "m");
        headers.forEach(header -> all.set(header.getKey().toLowerCase(Locale.ROOT), header.getValue()));
        AsciiString authorization = options.credentials().authorization();
        if (authorization != null) {
            all.set("authorization", authorization);
        }
        CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        GrpcCall call = new GrpcCall(endpoint, all, body, isCompressed, reply);
        try {
            loop.group().execute(() -> submit(call));
        } catch (RejectedExecutionException e) {
            call.fail("the client is closed");
        }
        return reply;
    }

    /** On the event loop. */
    private void submit(GrpcCall call) {
        if (isClosed) {
            call.fail("the client is closed");
            return;
        }
        connections.computeIfAbsent(call.endpoint(), endpoint -> new GrpcConnection(endpoint, options, loop)).submit(call);
    }

    /**
     * Closes the connections and ends the event loop. What is not answered fails.
     *
     * @param timeout how long this may take
     * @return completed when the event loop has ended
     */
    public CompletableFuture<Void> close(Duration timeout) {
        try {
            loop.group().execute(() -> {
                isClosed = true;
                connections.values().forEach(GrpcConnection::close);
            });
        } catch (RejectedExecutionException e) {
            // it has ended
        }
        return loop.close(timeout);
    }
}
