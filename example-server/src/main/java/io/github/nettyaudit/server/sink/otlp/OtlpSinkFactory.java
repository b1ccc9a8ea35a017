package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.schema.otel.OtelLogEncoder;
import io.github.nettyaudit.server.http.HttpCompression;
import io.github.nettyaudit.server.http.HttpCredentials;
import io.github.nettyaudit.server.http.HttpEndpoint;
import io.github.nettyaudit.server.http.HttpOptions;
import io.github.nettyaudit.server.http.HttpSettings;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes sinks that send log records to a receiver of OTLP. */
public final class OtlpSinkFactory implements EventSinkFactory {
    /** Creates the factory. */
    public OtlpSinkFactory() {
        // for java.util.ServiceLoader
    }

    @Override
    public String type() {
        return "otlp";
    }

    @Override
    public List<SettingKey<?>> settings() {
        return OtlpSettings.ALL;
    }

    @Override
    public EventEncoder newEncoder(Normalizer normalizer) {
        return new OtelLogEncoder(normalizer);
    }

    /** Does not look for a receiver: that begins with the first batch. */
    @Override
    public void check(String name, SinkSettings settings) throws SinkSettingsException {
        options(name, settings, servers(settings));
    }

    @Override
    public EventSink create(String name, SinkSettings settings) throws SinkSettingsException {
        List<HttpEndpoint> servers = servers(settings);
        HttpOptions options = options(name, settings, servers);
        HttpHeaders headers = headers(settings);
        HttpCompression compression = settings.get(OtlpSettings.COMPRESSION);
        Exporter exporter = isGrpc(settings) ? Exporter.grpc(name, options, servers, headers, compression)
                : Exporter.http(name, options, servers, headers, compression);
        return new OtlpSink(exporter, settings.get(OtlpSettings.SERVICE_NAME),
                settings.get(OtlpSettings.MAX_REQUEST_SIZE), settings.get(OtlpSettings.CONNECTIONS) == 1);
    }

    private static boolean isGrpc(SinkSettings settings) {
        return settings.get(OtlpSettings.PROTOCOL) == OtlpSettings.Protocol.GRPC;
    }

    private static List<HttpEndpoint> servers(SinkSettings settings) throws SinkSettingsException {
        boolean isGrpc = isGrpc(settings);
        if (isGrpc && settings.get(OtlpSettings.COMPRESSION) == HttpCompression.ZSTD) {
            throw new SinkSettingsException(OtlpSettings.COMPRESSION, "is zstd, which receivers of gRPC do not read; use gzip");
        }
        List<HttpEndpoint> servers = HttpSettings.servers(settings, HttpSettings.credentials(settings, null),
                !headers(settings).isEmpty());
        for (HttpEndpoint server : servers) {
            if (isGrpc && !server.path().isEmpty()) {
                throw new SinkSettingsException(HttpSettings.URLS, server + " has a path, which gRPC does not use");
            }
            if (server.path().endsWith("/v1/logs")) {
                throw new SinkSettingsException(HttpSettings.URLS, server + " ends with /v1/logs, which the sink adds");
            }
        }
        return servers;
    }

    private static HttpOptions options(String name, SinkSettings settings, List<HttpEndpoint> servers)
            throws SinkSettingsException {
        return new HttpOptions(settings.get(OtlpSettings.CONNECTIONS), settings.get(HttpSettings.CONNECT_TIMEOUT),
                settings.get(HttpSettings.REQUEST_TIMEOUT), HttpSettings.credentials(settings, null),
                HttpSettings.tls(name, settings, servers, isGrpc(settings) ? "h2" : "http/1.1"));
    }

    private static HttpHeaders headers(SinkSettings settings) throws SinkSettingsException {
        HttpHeaders headers = new DefaultHttpHeaders();
        String name = settings.find(OtlpSettings.HEADER_NAME);
        @Nullable String value = settings.find(OtlpSettings.HEADER_VALUE);
        if ((name == null) != (value == null)) {
            throw new SinkSettingsException(name == null ? OtlpSettings.HEADER_NAME : OtlpSettings.HEADER_VALUE,
                    "is missing; a header has a name and a value");
        }
        if (name != null && value != null) {
            if (value.isEmpty() || value.chars().anyMatch(character -> character < ' ' || character >= 0x7f)) {
                throw new SinkSettingsException(OtlpSettings.HEADER_VALUE,
                        "has characters that no header has, such as line ends");
            }
            headers.set(name, value);
        }
        return headers;
    }
}
