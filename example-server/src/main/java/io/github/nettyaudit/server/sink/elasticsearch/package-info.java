/**
 * The sink {@code elasticsearch}: documents in an index or a data stream of Elasticsearch or OpenSearch.
 *
 * <p>{@link io.github.nettyaudit.server.sink.elasticsearch.ElasticsearchSinkFactory} makes a
 * {@link io.github.nettyaudit.server.sink.elasticsearch.ElasticsearchSink} of
 * {@linkplain io.github.nettyaudit.server.sink.elasticsearch.ElasticsearchSettings settings}. A batch becomes one request
 * {@code _bulk}, or several if it is too large
 * ({@link io.github.nettyaudit.server.sink.elasticsearch.BulkSend}). Each document is created under an id of its own, so
 * that one that is sent again is recognised by the server: each event is there once.
 */
@NullMarked
package io.github.nettyaudit.server.sink.elasticsearch;

import org.jspecify.annotations.NullMarked;
