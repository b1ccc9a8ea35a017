package io.github.nettyaudit.server.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request that has passed all checks. Any thread may read it. */
public final class WebRequest {
    private final String method;
    private final RequestTarget target;
    private final String rest;
    private final HttpHeaders headers;
    private final byte[] body;
    private final WebService service;

    WebRequest(String method, RequestTarget target, String rest, HttpHeaders headers, byte[] body, WebService service) {
        this.method = method;
        this.target = target;
        this.rest = rest;
        this.headers = headers;
        this.body = body;
        this.service = service;
    }

    /**
     * Returns the method.
     *
     * @return GET, HEAD or POST
     */
    public String method() {
        return method;
    }

    /**
     * Returns the path, without the query.
     *
     * @return the decoded path, with its leading /
     */
    public String path() {
        return target.path();
    }

    /**
     * Returns what follows the prefix of the route.
     *
     * @return the decoded rest of the path; empty if the route is exact
     */
    public String rest() {
        return rest;
    }

    /**
     * Returns a parameter of the query.
     *
     * @param name its name
     * @return its first value, decoded; {@code null} if it is not there
     */
    public @Nullable String parameter(String name) {
        List<String> values = parameters(name);
        return values.isEmpty() ? null : values.get(0);
    }

    /**
     * Returns all values of a parameter of the query.
     *
     * @param name its name
     * @return the values, decoded
     */
    public List<String> parameters(String name) {
        return target.parameters().getOrDefault(name, List.of());
    }

    /**
     * Returns a header. The header {@code Authorization} is not given away.
     *
     * @param name its name, in any case
     * @return its first value; {@code null} if it is not there
     */
    public @Nullable String header(String name) {
        return HttpHeaderNames.AUTHORIZATION.contentEqualsIgnoreCase(name) ? null : headers.get(name);
    }

    /**
     * Returns whether this request may use routes with {@link WebAccess#READER}.
     *
     * @return whether it has the token of the door, or the door has none
     */
    public boolean isReader() {
        return service.isReader(headers);
    }

    /**
     * Returns the body.
     *
     * @return its bytes, not to be changed
     */
    public byte[] body() {
        return body;
    }

    /**
     * Returns the body as text.
     *
     * @return its characters, by UTF-8
     */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /**
     * Runs something that takes time or blocks, on a thread of the server.
     *
     * @param work makes the answer
     * @return the answer; one with status 503 if too much waits already
     */
    public CompletionStage<WebResponse> work(Callable<WebResponse> work) {
        return service.pool().run(work);
    }
}
