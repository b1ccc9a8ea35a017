package io.github.nettyaudit.server.log;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

/**
 * The secrets that this process has read. Nothing that it logs is meant to have one; if a library's message has one all
 * the same, it is replaced. Thread-safe.
 */
public final class KnownSecrets {
    private static final String MARK = "***";
    /** Shorter ones would replace parts of other words. */
    private static final int SHORTEST = 5;
    private static final Set<String> ALL = new CopyOnWriteArraySet<>();

    private KnownSecrets() {
    }

    /**
     * Keeps a secret out of all messages from now on, also in base64.
     *
     * @param secret what must not be printed
     */
    public static void add(String secret) {
        if (secret.length() >= SHORTEST) {
            ALL.add(secret);
            ALL.add(Base64.getEncoder().withoutPadding().encodeToString(secret.getBytes(StandardCharsets.UTF_8)));
        }
    }

    /**
     * Replaces the secrets in a text.
     *
     * @param text a message
     * @return the text without them
     */
    public static String hide(String text) {
        String hidden = text;
        for (String secret : containedIn(text)) {
            hidden = hidden.replace(secret, MARK);
        }
        return hidden;
    }

    /** The longest first: one may be a part of another. */
    private static List<String> containedIn(String text) {
        return ALL.isEmpty() ? List.of() : ALL.stream().filter(text::contains)
                .sorted(Comparator.comparingInt(String::length).reversed()).toList();
    }
}
