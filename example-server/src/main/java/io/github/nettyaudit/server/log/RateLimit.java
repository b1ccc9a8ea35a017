package io.github.nettyaudit.server.log;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Bounds how often messages are printed that clients or libraries can cause any number of times: {@value #MOST} in
 * {@value #SECONDS} seconds for each topic. What is left out is counted and reported later. Not thread-safe.
 */
final class RateLimit {
    static final int MOST = 5;
    static final int SECONDS = 10;

    /** So many topics have their own bound; further ones share one. */
    static final int MOST_TOPICS = 1000;
    static final String OTHERS = "other topics";

    private static final long NANOS = SECONDS * 1_000_000_000L;

    private final Map<String, Window> windows = new HashMap<>();

    private static final class Window {
        private long start;
        private int printed;
        private long leftOut;
    }

    /**
     * Decides about a message.
     *
     * @return the line to print; {@code null} if the message is left out
     */
    @Nullable String limit(String about, String message, long now) {
        String topic = windows.size() < MOST_TOPICS || windows.containsKey(about) ? about : OTHERS;
        Window window = windows.computeIfAbsent(topic, key -> new Window());
        if (window.printed == 0 || now - window.start >= NANOS) {
            window.start = now;
            window.printed = 0;
        }
        if (window.printed >= MOST) {
            window.leftOut++;
            return null;
        }
        window.printed++;
        String line = message;
        if (window.leftOut > 0) {
            line = leftOut(topic, window.leftOut) + "; the latest: " + message;
            window.leftOut = 0;
        } else if (window.printed == MOST) {
            line = message + " (more of these are only counted for the next " + SECONDS + " seconds)";
        }
        return line;
    }

    private static String leftOut(String topic, long count) {
        return count == 1 ? "1 message about " + topic + " was left out"
                : count + " messages about " + topic + " were left out";
    }

    /** Returns the sentences about messages left out in the time that is over, and forgets them. */
    List<String> takeEnded(long now) {
        if (windows.isEmpty()) {
            return List.of();
        }
        List<String> sentences = new ArrayList<>();
        windows.entrySet().removeIf(entry -> {
            Window window = entry.getValue();
            boolean hasEnded = now - window.start >= NANOS;
            if (hasEnded && window.leftOut > 0) {
                sentences.add(leftOut(entry.getKey(), window.leftOut));
            }
            return hasEnded;
        });
        return sentences;
    }

    /** Returns the sentences about messages left out that have not been reported, and forgets them. */
    List<String> takeUnreported() {
        List<String> sentences = windows.entrySet().stream().filter(entry -> entry.getValue().leftOut > 0)
                .map(entry -> leftOut(entry.getKey(), entry.getValue().leftOut)).toList();
        windows.clear();
        return sentences;
    }
}
