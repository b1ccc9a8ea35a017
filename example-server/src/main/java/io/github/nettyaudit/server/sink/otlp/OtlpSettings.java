package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.github.nettyaudit.server.http.HttpCompression;
import io.github.nettyaudit.server.http.HttpSettings;
import java.util.List;
import java.util.stream.Stream;

/** The settings of a sink of the type {@code otlp}, beside those of every sink over HTTP. */
final class OtlpSettings {
    static final SettingKey<Protocol> PROTOCOL = SettingKey.choice("protocol", Protocol.class,
            "how records are sent: http is HTTP/1.1 with binary Protocol Buffers").preset(Protocol.HTTP);
    static final SettingKey<String> HEADER_NAME = SettingKey.of("header.name", "the name of a header",
            value -> String.valueOf(value).matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}") ? String.valueOf(value) : null,
            "a header that the receiver asks for");
    static final SettingKey<String> HEADER_VALUE = SettingKey.text("header.value", "the value of that header").secret();
    static final SettingKey<HttpCompression> COMPRESSION = SettingKey.choice("compression", HttpCompression.class,
            "how requests are compressed").preset(HttpCompression.GZIP);
    static final SettingKey<Integer> CONNECTIONS = SettingKey.number("connections", 1, 64,
            "how many requests are sent at the same time at most; with more than one they may arrive out of order")
            .preset(1);
    static final SettingKey<Long> MAX_REQUEST_SIZE = SettingKey.size("max-request-size", 16 << 10, 100 << 20,
            "the largest request before compression; a single event may be larger").preset(3L << 20);
    static final SettingKey<String> SERVICE_NAME = SettingKey.of("service-name", "a name",
            value -> String.valueOf(value).isBlank() ? null : String.valueOf(value),
            "the attribute service.name of the resource").preset("netty-audit");

    static final List<SettingKey<?>> ALL = Stream.concat(Stream.of(HttpSettings.URLS, PROTOCOL, HttpSettings.USER,
            HttpSettings.PASSWORD, HttpSettings.BEARER_TOKEN, HEADER_NAME, HEADER_VALUE, SERVICE_NAME, COMPRESSION,
            CONNECTIONS, MAX_REQUEST_SIZE, HttpSettings.CONNECT_TIMEOUT, HttpSettings.REQUEST_TIMEOUT),
            ClientTls.SETTINGS.stream()).toList();

    /** The transports of OTLP that there are here. */
    enum Protocol {
        HTTP, GRPC
    }

    private OtlpSettings() {
    }
}
