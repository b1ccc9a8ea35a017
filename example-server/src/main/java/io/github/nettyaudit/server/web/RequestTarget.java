package io.github.nettyaudit.server.web;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The path and the query of a request line, decoded.
 *
 * @param path       begins with {@code /}; no segment but the last one is empty, and none is {@code .} or {@code ..}
 * @param parameters the values by name
 */
record RequestTarget(String path, Map<String, List<String>> parameters) {
    private static final int MOST_PARAMETERS = 64;

    /** Returns {@code null} if the target has another form, such as {@code http://host/path}. */
    static @Nullable RequestTarget of(String text) {
        if (!text.startsWith("/") || !text.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '#')) {
            return null;
        }
        try {
            QueryStringDecoder decoder = new QueryStringDecoder(text, StandardCharsets.UTF_8, true, MOST_PARAMETERS);
            String path = decoder.path();
            return isPlain(path) ? new RequestTarget(path, decoder.parameters()) : null;
        } catch (IllegalArgumentException e) {
            return null; // a percent sign without two digits
        }
    }

    private static boolean isPlain(String path) {
        if (path.chars().anyMatch(c -> Character.isISOControl(c) || c == '\\' || c == 0xfffd) || path.contains("//")) {
            return false;
        }
        for (String segment : path.split("/")) {
            if (segment.equals(".") || segment.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
