package io.github.nettyaudit.server.web;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a browser sends a request on behalf of a page of another site. Browsers say so by {@code Origin} with every
 * request that can change something, and by {@code Sec-Fetch-Site} (Fetch Metadata) with all. Other programs send neither.
 */
final class RequestOrigin {
    private static final Pattern ORIGIN = Pattern.compile("https?://([^/@\\s]+)");
    private static final String SITE = "sec-fetch-site";
    private static final String MODE = "sec-fetch-mode";
    private static final String DESTINATION = "sec-fetch-dest";
    private static final List<String> OWN = List.of("same-origin", "none");

    private RequestOrigin() {
    }

    /**
     * Returns why a request is refused.
     *
     * @param host the header {@code Host}, checked before
     * @return the reason; {@code null} if the request may go on
     */
    static @Nullable String refusal(boolean isRead, HttpHeaders headers, String host) {
        for (String origin : headers.getAll(HttpHeaderNames.ORIGIN)) {
            Matcher matcher = ORIGIN.matcher(origin);
            if (!matcher.matches() || !matcher.group(1).equalsIgnoreCase(host)) {
                return "the request comes from a page of another origin";
            }
        }
        if (isForeign(headers) && !(isRead && isNavigation(headers))) {
            return "the request comes from a page of another site";
        }
        return null;
    }

    /** Whether a page of another site made the browser send this. */
    static boolean isForeign(HttpHeaders headers) {
        return headers.getAll(SITE).stream().anyMatch(site -> !OWN.contains(site.toLowerCase(Locale.ROOT)));
    }

    /** Whether a person follows a link: what is answered is shown, and the other page cannot read it. */
    private static boolean isNavigation(HttpHeaders headers) {
        return "navigate".equals(headers.get(MODE)) && "document".equals(headers.get(DESTINATION));
    }
}
