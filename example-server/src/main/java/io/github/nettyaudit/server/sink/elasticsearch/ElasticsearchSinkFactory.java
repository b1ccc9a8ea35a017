package io.github.nettyaudit.server.sink.elasticsearch;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.server.http.HttpClient;
import io.github.nettyaudit.server.http.HttpCredentials;
import io.github.nettyaudit.server.http.HttpEndpoint;
import io.github.nettyaudit.server.http.HttpOptions;
import io.github.nettyaudit.server.http.HttpServers;
import io.github.nettyaudit.server.http.HttpSettings;
import java.util.List;

/** Makes sinks that write to an index or a data stream of Elasticsearch or OpenSearch. */
public final class ElasticsearchSinkFactory implements EventSinkFactory {
    private static final String PROTOCOL = "http/1.1";

    /** Creates the factory. */
    public ElasticsearchSinkFactory() {
        // for java.util.ServiceLoader
    }

    @Override
    public String type() {
        return "elasticsearch";
    }

    @Override
    public List<SettingKey<?>> settings() {
        return ElasticsearchSettings.ALL;
    }

    /** An index has no order: what is sent again is what failed, and nothing more. */
    @Override
    public boolean isOrdered() {
        return false;
    }

    @Override
    public void check(String name, SinkSettings settings) throws SinkSettingsException {
        target(settings);
        HttpCredentials credentials = HttpSettings.credentials(settings, ElasticsearchSettings.API_KEY);
        HttpSettings.tls(name, settings, HttpSettings.servers(settings, credentials), PROTOCOL);
    }

    /** Does not look for a server: that begins with the first batch. */
    @Override
    public EventSink create(String name, SinkSettings settings) throws SinkSettingsException {
        BulkTarget target = target(settings);
        HttpCredentials credentials = HttpSettings.credentials(settings, ElasticsearchSettings.API_KEY);
        List<HttpEndpoint> servers = HttpSettings.servers(settings, credentials);
        HttpClient client = new HttpClient("audit-sink-" + name, new HttpOptions(
                settings.get(ElasticsearchSettings.CONNECTIONS), settings.get(HttpSettings.CONNECT_TIMEOUT),
                settings.get(HttpSettings.REQUEST_TIMEOUT), credentials,
                HttpSettings.tls(name, settings, servers, PROTOCOL)));
        return new ElasticsearchSink(client, new HttpServers(client, servers), target,
                settings.get(ElasticsearchSettings.COMPRESSION).method,
                settings.get(ElasticsearchSettings.MAX_REQUEST_SIZE));
    }

    private static BulkTarget target(SinkSettings settings) throws SinkSettingsException {
        String index = settings.find(ElasticsearchSettings.INDEX);
        String dataStream = settings.find(ElasticsearchSettings.DATA_STREAM);
        if ((index == null) == (dataStream == null)) {
            throw new SinkSettingsException(ElasticsearchSettings.INDEX, index == null
                    ? "is missing; name an index or a data-stream" : "and data-stream are both set; name one of them");
        }
        String pipeline = settings.find(ElasticsearchSettings.PIPELINE);
        return index != null ? BulkTarget.index(IndexName.of(index), pipeline)
                : BulkTarget.dataStream(String.valueOf(dataStream), pipeline);
    }
}
