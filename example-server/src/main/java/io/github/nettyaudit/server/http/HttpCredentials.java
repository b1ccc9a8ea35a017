package io.github.nettyaudit.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.util.AsciiString;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** What proves to a server who this client is. Never printed. */
public final class HttpCredentials {
    /** No proof. */
    public static final HttpCredentials NONE = new HttpCredentials(null);

    private final @Nullable AsciiString authorization;

    private HttpCredentials(@Nullable String authorization) {
        this.authorization = authorization == null ? null : AsciiString.of(authorization);
    }

    /**
     * A user and a password (RFC 7617).
     *
     * @param user     the user
     * @param password the password
     * @return the credentials
     */
    public static HttpCredentials basic(String user, String password) {
        return new HttpCredentials("Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(UTF_8)));
    }

    /**
     * A token.
     *
     * @param scheme {@code Bearer} or {@code ApiKey}
     * @param token  the token
     * @return the credentials
     * @throws IllegalArgumentException if the token has characters that no header may have; the message does not name it
     */
    public static HttpCredentials token(String scheme, String token) {
        if (token.isEmpty() || token.chars().anyMatch(character -> character <= ' ' || character >= 0x7f)) {
            throw new IllegalArgumentException("has characters that no token has, such as blanks or line ends");
        }
        return new HttpCredentials(scheme + ' ' + token);
    }

    /** The value of the header {@code Authorization}; {@code null} for none. */
    @Nullable AsciiString authorization() {
        return authorization;
    }

    /**
     * Returns whether there are any.
     *
     * @return whether a request has the header {@code Authorization}
     */
    public boolean arePresent() {
        return authorization != null;
    }

    @Override
    public String toString() {
        return authorization == null ? "none" : "(secret)";
    }
}
