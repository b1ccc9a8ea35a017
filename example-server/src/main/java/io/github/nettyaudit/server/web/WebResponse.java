package io.github.nettyaudit.server.web;

import io.github.nettyaudit.schema.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An answer: bytes, or a stream of Server-Sent Events. The server adds its security headers, {@code Content-Length} and
 * {@code Date}. Immutable.
 */
public final class WebResponse {
    private static final byte[] NO_BYTES = new byte[0];

    private final int status;
    private final Map<String, String> headers;
    private final byte[] body;
    private final @Nullable Consumer<WebStream> opened;

    private WebResponse(int status, Map<String, String> headers, byte[] body, @Nullable Consumer<WebStream> opened) {
        this.status = status;
        this.headers = headers;
        this.body = body;
        this.opened = opened;
    }

    /**
     * Answers with bytes.
     *
     * @param status      the status, such as 200
     * @param contentType the header {@code Content-Type}
     * @param body        the bytes, not to be changed afterwards
     * @return the answer
     */
    public static WebResponse of(int status, String contentType, byte[] body) {
        return new WebResponse(status, Map.of("Content-Type", contentType), body, null);
    }

    /**
     * Answers with JSON.
     *
     * @param status the status
     * @param body   a document in UTF-8
     * @return the answer
     */
    public static WebResponse json(int status, byte[] body) {
        return of(status, "application/json", body);
    }

    /**
     * Answers with plain text.
     *
     * @param status the status
     * @param text   the text
     * @return the answer
     */
    public static WebResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Answers with an error, as {@code {"error":{"message":"…"}}}.
     *
     * @param status  the status, 400 or more
     * @param message what is wrong and what to do
     * @return the answer
     */
    public static WebResponse problem(int status, String message) {
        ByteBuf document = Unpooled.buffer();
        new JsonWriter().to(document).beginObject().name("error").beginObject().text("message", message).endObject()
                .endLine();
        return json(status, ByteBufUtil.getBytes(document));
    }

    /**
     * Answers with a stream of Server-Sent Events.
     *
     * @param opened gets the stream, on the event loop, when its head was written; not called for HEAD, and if the client
     *               has gone
     * @return the answer
     */
    public static WebResponse stream(Consumer<WebStream> opened) {
        return new WebResponse(200, Map.of("Content-Type", "text/event-stream"), NO_BYTES, opened);
    }

    /**
     * Adds a header.
     *
     * @param name  its name
     * @param value its value
     * @return a copy of this answer with the header
     */
    public WebResponse header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new WebResponse(status, more, body, opened);
    }

    /**
     * Returns this answer as one that needs no waiting.
     *
     * @return a completed stage
     */
    public CompletionStage<WebResponse> now() {
        return CompletableFuture.completedFuture(this);
    }

    /**
     * Returns the status.
     *
     * @return a number such as 200
     */
    public int status() {
        return status;
    }

    /**
     * Returns the bytes.
     *
     * @return the body, not to be changed; empty for a stream
     */
    public byte[] body() {
        return body;
    }

    Map<String, String> headers() {
        return headers;
    }

    /** What gets the stream; {@code null} if this is none. */
    @Nullable Consumer<WebStream> opened() {
        return opened;
    }
}
