package io.github.nettyaudit.server.http;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpHeadersFactory;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Sends requests over HTTP/1.1. Connections are kept and used again; there are at most as many to one server as the options
 * say, and further requests wait. Each client has an event loop of its own. Thread-safe.
 */
public final class HttpClient implements HttpSender {
    private static final HttpHeadersFactory HEADERS = DefaultHttpHeadersFactory.headersFactory();

    private final HttpOptions options;
    private final ClientLoop loop;
    private final Map<HttpEndpoint, HttpPool> pools = new HashMap<>();
    private boolean isClosed;

    /**
     * Creates a client, which connects when a request is sent.
     *
     * @param name    the name of its thread
     * @param options bounds and times
     */
    public HttpClient(String name, HttpOptions options) {
        this.options = options;
        loop = new ClientLoop(name);
    }

    /**
     * Sends a POST.
     *
     * @param endpoint the server
     * @param path     the path after that of the endpoint, with its query; begins with a slash
     * @param headers  further headers, beside those of host, length, agent and credentials
     * @param body     the body; released
     * @return completed with the answer, whatever its status; with an {@link IOException} that names the endpoint if there
     *         is none. Cancelling it ends the request
     */
    @Override
    public CompletableFuture<HttpReply> post(HttpEndpoint endpoint, String path, HttpHeaders headers, ByteBuf body) {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST,
                endpoint.path() + path, body, HEADERS.newHeaders(), EmptyHttpHeaders.INSTANCE);
        request.headers().set(headers).set(HttpHeaderNames.HOST, endpoint.authority())
                .set(HttpHeaderNames.USER_AGENT, "netty-audit")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        AsciiString authorization = options.credentials().authorization();
        if (authorization != null) {
            request.headers().set(HttpHeaderNames.AUTHORIZATION, authorization);
        }
        CompletableFuture<HttpReply> reply = new CompletableFuture<>();
        HttpExchange exchange = new HttpExchange(endpoint, request, reply);
        try {
            loop.group().execute(() -> submit(exchange));
        } catch (RejectedExecutionException e) {
            exchange.fail("the client is closed");
        }
        return reply;
    }

    /** On the event loop. */
    private void submit(HttpExchange exchange) {
        if (isClosed) {
            exchange.fail("the client is closed");
            return;
        }
        pools.computeIfAbsent(exchange.endpoint(), endpoint -> new HttpPool(endpoint, options, bootstrap()))
                .submit(exchange);
    }

    private Bootstrap bootstrap() {
        return new Bootstrap().group(loop.group()).channelFactory(loop.channels())
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) options.connectTimeout().toMillis())
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
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
                pools.values().forEach(HttpPool::close);
            });
        } catch (RejectedExecutionException e) {
            // it has ended
        }
        return loop.close(timeout);
    }
}
