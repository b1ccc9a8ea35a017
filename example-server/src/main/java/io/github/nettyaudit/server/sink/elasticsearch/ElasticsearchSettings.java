package io.github.nettyaudit.server.sink.elasticsearch;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.github.nettyaudit.server.http.HttpCompression;
import io.github.nettyaudit.server.http.HttpSettings;
import java.util.List;
import java.util.stream.Stream;

/** The settings of a sink of the type {@code elasticsearch}, beside those of every sink over HTTP. */
final class ElasticsearchSettings {
    static final SettingKey<String> INDEX = SettingKey.of("index", IndexName.EXPECTED, IndexName::check,
            "the index that events go to; either this or data-stream");
    static final SettingKey<String> DATA_STREAM = SettingKey.of("data-stream", "the name of a data stream in lower case",
            value -> String.valueOf(value).indexOf('{') < 0 ? IndexName.check(value) : null,
            "the data stream that events go to; either this or index");
    static final SettingKey<String> PIPELINE = SettingKey.of("pipeline",
            "the name of an ingest pipeline: letters, digits, '.', '_' and '-'",
            value -> String.valueOf(value).matches("[A-Za-z0-9._-]{1,200}") ? String.valueOf(value) : null,
            "the ingest pipeline that the server applies");
    static final SettingKey<String> API_KEY = SettingKey.text("api-key",
            "an API key of Elasticsearch, as it shows it encoded").secret();
    static final SettingKey<Compression> COMPRESSION = SettingKey.choice("compression", Compression.class,
            "how requests are compressed").preset(Compression.GZIP);
    static final SettingKey<Integer> CONNECTIONS = SettingKey.number("connections", 1, 64,
            "how many requests are sent at the same time at most").preset(4);
    static final SettingKey<Long> MAX_REQUEST_SIZE = SettingKey.size("max-request-size", 16 << 10, 100 << 20,
            "the largest request before compression; a single event may be larger").preset(10L << 20);

    static final List<SettingKey<?>> ALL = Stream.concat(Stream.of(HttpSettings.URLS, INDEX, DATA_STREAM, PIPELINE, HttpSettings.USER,
            HttpSettings.PASSWORD, API_KEY, HttpSettings.BEARER_TOKEN, COMPRESSION, CONNECTIONS, MAX_REQUEST_SIZE,
            HttpSettings.CONNECT_TIMEOUT, HttpSettings.REQUEST_TIMEOUT), ClientTls.SETTINGS.stream()).toList();

    /** Those that the servers read. */
    enum Compression {
        GZIP(HttpCompression.GZIP), NONE(HttpCompression.NONE);

        final HttpCompression method;

        Compression(HttpCompression method) {
            this.method = method;
        }
    }

    private ElasticsearchSettings() {
    }
}
