package io.github.nettyaudit.server.web;

import io.github.nettyaudit.server.log.KnownSecrets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret that clients send as {@code Authorization: Bearer SECRET}. Immutable. */
public final class WebToken {
    /** Characters of the shortest token that is accepted: 96 bits, if it is random base64. */
    static final int SHORTEST = 16;
    static final int LONGEST = 1024;
    /** The lengths of tokens, for messages. */
    public static final String LENGTHS = SHORTEST + " to " + LONGEST;

    private static final String SCHEME = "bearer ";

    private final byte[] secret;

    private WebToken(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Makes a token.
     *
     * @param secret visible ASCII characters without blanks
     * @return the token
     * @throws IllegalArgumentException if it is too short, too long, or has other characters. The message goes on after the
     *                                  name of a setting, and never has the secret
     */
    public static WebToken of(String secret) {
        if (secret.length() < SHORTEST || secret.length() > LONGEST
                || !secret.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new IllegalArgumentException("must be a secret of " + SHORTEST + " to " + LONGEST + " visible ASCII"
                    + " characters without blanks, for example the output of: head -c 32 /dev/urandom | base64");
        }
        KnownSecrets.add(secret);
        return new WebToken(secret.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Whether the value of the header {@code Authorization} has this token. The time it takes depends on the length of the
     * value, not on how many of its characters are right.
     */
    boolean isIn(String authorization) {
        if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return false;
        }
        return MessageDigest.isEqual(secret, authorization.substring(SCHEME.length()).strip()
                .getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Returns whether another token has the same secret.
     *
     * @param other the other token
     * @return whether it is the same
     */
    public boolean isSameAs(WebToken other) {
        return MessageDigest.isEqual(secret, other.secret);
    }

    /** Never says the secret. */
    @Override
    public String toString() {
        return "a token";
    }
}
