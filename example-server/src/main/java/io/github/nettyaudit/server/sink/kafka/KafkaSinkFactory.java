package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.EventSinkFactory;
import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;

/** Makes sinks that produce to a topic of Apache Kafka. */
public final class KafkaSinkFactory implements EventSinkFactory {
    /** Creates the factory. */
    public KafkaSinkFactory() {
        // for java.util.ServiceLoader
    }

    @Override
    public String type() {
        return "kafka";
    }

    @Override
    public List<SettingKey<?>> settings() {
        return KafkaSettings.ALL;
    }

    /** Reads the files of certificates and keys. Does not look for a broker: that begins with the first batch. */
    @Override
    public void check(String name, SinkSettings settings) throws SinkSettingsException {
        ProducerSettings.of(name, settings);
    }

    @Override
    public EventSink create(String name, SinkSettings settings) throws SinkSettingsException {
        Map<String, Object> config = ProducerSettings.of(name, settings);
        RecordMaker records = new RecordMaker(settings.get(KafkaSettings.TOPIC), settings.get(KafkaSettings.TIMESTAMP));
        return new KafkaSink(name, records, new SendFailures(settings), () -> new KafkaProducer<>(config));
    }

    /** The producer reads certificates once. */
    @Override
    public List<Path> filesReadAtStart(SinkSettings settings) {
        return Stream.of(KafkaSettings.TLS_TRUST, KafkaSettings.TLS_CERTIFICATE, KafkaSettings.TLS_KEY)
                .map(settings::find).filter(Objects::nonNull).toList();
    }
}
