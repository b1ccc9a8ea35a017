package io.github.nettyaudit.server.web;

import java.util.concurrent.CompletionStage;

/** Answers the requests of a route. */
@FunctionalInterface
public interface WebHandler {
    /**
     * Answers a request that has passed all checks and whose body is complete. Called on the event loop; must not block.
     * {@link WebRequest#work} runs what takes longer.
     *
     * @param request the request
     * @return the answer. If it fails, or does not come in time, the client gets an error without details, and the reason
     *         is logged
     * @throws Exception as if the answer had failed
     */
    CompletionStage<WebResponse> handle(WebRequest request) throws Exception;
}
