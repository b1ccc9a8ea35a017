package io.github.nettyaudit.server.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The paths that a server answers, and what answers them. A path is exact, or a prefix that ends in <code>/*</code>; the
 * exact one and then the longest prefix decides. Routes of GET also answer HEAD. Immutable.
 */
public final class WebRoutes {
    static final String GET = "GET";
    static final String HEAD = "HEAD";
    static final String POST = "POST";

    private static final String ANY_REST = "/*";

    private final Map<String, Map<String, Route>> exact;
    private final Map<String, Map<String, Route>> prefixes;

    /** What answers one method of one path. */
    record Route(WebAccess access, int mostBodyBytes, WebHandler handler) {
    }

    /**
     * What is at a path.
     *
     * @param methods the routes by method
     * @param rest    what follows the prefix; empty for an exact path
     */
    record Match(Map<String, Route> methods, String rest) {
        @Nullable Route route(String method) {
            return methods.get(method.equals(HEAD) ? GET : method);
        }

        /** The header {@code Allow}. */
        String allowed() {
            List<String> names = new ArrayList<>(methods.keySet());
            if (methods.containsKey(GET)) {
                names.add(HEAD);
            }
            return String.join(", ", names);
        }
    }

    private WebRoutes(Builder builder) {
        exact = Map.copyOf(builder.exact);
        prefixes = Map.copyOf(builder.prefixes);
    }

    /**
     * Starts without routes.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /** @param path decoded, without a query */
    @Nullable Match find(String path) {
        Map<String, Route> found = exact.get(path);
        if (found != null) {
            return new Match(found, "");
        }
        for (int slash = path.lastIndexOf('/'); slash >= 0; slash = path.lastIndexOf('/', slash - 1)) {
            found = prefixes.get(path.substring(0, slash));
            if (found != null && slash + 1 < path.length()) {
                return new Match(found, path.substring(slash + 1));
            }
        }
        return null;
    }

    /** Collects routes. Confined to one thread. */
    public static final class Builder {
        private final Map<String, Map<String, Route>> exact = new HashMap<>();
        private final Map<String, Map<String, Route>> prefixes = new HashMap<>();

        private Builder() {
        }

        /**
         * Answers GET and HEAD. A body is refused.
         *
         * @param path    the path, such as {@code /api/status} or <code>/api/events/*</code>
         * @param access  who may ask
         * @param handler answers
         * @return this builder
         */
        public Builder get(String path, WebAccess access, WebHandler handler) {
            return add(path, GET, new Route(access, 0, handler));
        }

        /**
         * Answers POST.
         *
         * @param path          the path
         * @param access        who may ask
         * @param mostBodyBytes how long a body may be
         * @param handler       answers
         * @return this builder
         */
        public Builder post(String path, WebAccess access, int mostBodyBytes, WebHandler handler) {
            return add(path, POST, new Route(access, mostBodyBytes, handler));
        }

        private Builder add(String path, String method, Route route) {
            Objects.requireNonNull(route.access, "access");
            Objects.requireNonNull(route.handler, "handler");
            if (!path.startsWith("/")) {
                throw new IllegalArgumentException("path: " + path + " (expected: a leading /)");
            }
            boolean isPrefix = path.endsWith(ANY_REST);
            String key = isPrefix ? path.substring(0, path.length() - ANY_REST.length()) : path;
            Route before = (isPrefix ? prefixes : exact).computeIfAbsent(key, each -> new TreeMap<>())
                    .putIfAbsent(method, route);
            if (before != null) {
                throw new IllegalArgumentException("path: " + path + " has a route for " + method + " already");
            }
            return this;
        }

        /**
         * Makes the routes.
         *
         * @return the routes
         */
        public WebRoutes build() {
            return new WebRoutes(this);
        }
    }
}
