package io.github.nettyaudit.server.web;

import io.github.nettyaudit.server.web.WebRoutes.Match;
import io.github.nettyaudit.server.web.WebRoutes.Route;
import org.jspecify.annotations.Nullable;

/** A refusal, or what a request asks for. */
record Checked(@Nullable WebResponse refusal, @Nullable RequestTarget target, @Nullable Match match,
        @Nullable Route route) {
    static Checked refused(WebResponse response) {
        return new Checked(response, null, null, null);
    }

    static Checked refused(int status, String message) {
        return refused(WebResponse.problem(status, message));
    }
}
