package io.github.nettyaudit.server.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where documents go.
 *
 * @param name         the index or the data stream
 * @param isDataStream whether it is a data stream, which wants a time in each document
 * @param path         the path of the requests, with their query
 */
record BulkTarget(IndexName name, boolean isDataStream, String path) {
    /** What is read of an answer: it is as long as the request otherwise. */
    private static final String READ = "?filter_path=errors,error,items.*.status,items.*.error.type,"
            + "items.*.error.reason,items.*.error.caused_by.reason";

    static BulkTarget index(IndexName name, @Nullable String pipeline) {
        return new BulkTarget(name, false, path(name, pipeline));
    }

    static BulkTarget dataStream(String name, @Nullable String pipeline) {
        IndexName fixed = IndexName.of(name);
        return new BulkTarget(fixed, true, path(fixed, pipeline));
    }

    private static String path(IndexName name, @Nullable String pipeline) {
        String index = name.isFixed() ? '/' + URLEncoder.encode(name.of(Instant.EPOCH), UTF_8) : "";
        return index + "/_bulk" + READ + (pipeline == null ? "" : "&pipeline=" + pipeline);
    }
}
