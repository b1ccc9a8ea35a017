package io.github.nettyaudit.server.web;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who may use a route. Immutable. */
public final class WebAccess {
    /** No token is asked for: files that say nothing about this host. */
    public static final WebAccess OPEN = new WebAccess(null, null);
    /** The token of the {@link WebDoor}, if it has one. */
    public static final WebAccess READER = new WebAccess(null, null);

    private final @Nullable WebToken token;
    private final @Nullable String refusal;

    private WebAccess(@Nullable WebToken token, @Nullable String refusal) {
        this.token = token;
        this.refusal = refusal;
    }

    /**
     * Asks for a token instead of that of the door.
     *
     * @param token the token
     * @return the access
     */
    public static WebAccess of(WebToken token) {
        return new WebAccess(Objects.requireNonNull(token, "token"), null);
    }

    /**
     * Refuses everybody.
     *
     * @param reason what the client is told
     * @return the access
     */
    public static WebAccess unavailable(String reason) {
        return new WebAccess(null, Objects.requireNonNull(reason, "reason"));
    }

    /**
     * Decides about a request.
     *
     * @param ofDoor        the token of the door
     * @param authorization the header; {@code null} if there is none
     * @return the refusal; {@code null} if the request may go on
     */
    @Nullable WebResponse refusal(@Nullable WebToken ofDoor, @Nullable String authorization) {
        if (refusal != null) {
            return WebResponse.problem(403, refusal);
        }
        WebToken wanted = this == READER ? ofDoor : token;
        if (wanted == null || authorization != null && wanted.isIn(authorization)) {
            return null;
        }
        return WebResponse.problem(401, authorization == null
                ? "this needs a token: send the header 'Authorization: Bearer TOKEN'"
                : "the header Authorization does not have the right token").header("WWW-Authenticate", "Bearer");
    }
}
