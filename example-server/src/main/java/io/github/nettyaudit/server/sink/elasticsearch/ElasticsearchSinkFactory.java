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

    /** Does not look for a server: that begins with the first batch. */
    @Override
    public EventSink create(String name, SinkSettings settings) throws SinkSettingsException {
        String index = settings.find(ElasticsearchSettings.INDEX);
        String dataStream = settings.find(ElasticsearchSettings.DATA_STREAM);
        if ((index == null) == (dataStream == null)) {
            throw new SinkSettingsException(ElasticsearchSettings.INDEX, index == null
                    ? "is missing; name an index or a data-stream" : "and data-stream are both set; name one of them");
        }
        HttpCredentials credentials = HttpSettings.credentials(settings, ElasticsearchSettings.API_KEY);
        List<HttpEndpoint> servers = HttpSettings.servers(settings, credentials);
        BulkTarget target = index != null ? BulkTarget.index(IndexName.of(index),
                settings.find(ElasticsearchSettings.PIPELINE)) : BulkTarget.dataStream(String.valueOf(dataStream),
                settings.find(ElasticsearchSettings.PIPELINE));
        HttpClient client = new HttpClient("audit-sink-" + name, new HttpOptions(
                settings.get(ElasticsearchSettings.CONNECTIONS), settings.get(HttpSettings.CONNECT_TIMEOUT),
                settings.get(HttpSettings.REQUEST_TIMEOUT), credentials,
                HttpSettings.tls(name, settings, servers, "http/1.1")));
        return new ElasticsearchSink(client, new HttpServers(client, servers), target,
                settings.get(ElasticsearchSettings.COMPRESSION).method,
                settings.get(ElasticsearchSettings.MAX_REQUEST_SIZE));
    }
}
