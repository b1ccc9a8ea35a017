package io.github.nettyaudit.server.http;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.concurrent.CompletableFuture;

/** Sends requests to one server or another. */
@FunctionalInterface
public interface HttpSender {
    /**
     * Sends a POST.
     *
     * @param endpoint the server
     * @param path     the path after that of the endpoint; begins with a slash
     * @param headers  further headers
     * @param body     the body; released
     * @return completed with the answer, whatever its status; with an {@link java.io.IOException} that names the endpoint if
     *         there is none. Cancelling it ends the request
     */
    CompletableFuture<HttpReply> post(HttpEndpoint endpoint, String path, HttpHeaders headers, ByteBuf body);
}
