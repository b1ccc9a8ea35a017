package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The configuration of a producer, of the settings of a sink. */
final class ProducerSettings {
    /**
     * How long the sink's thread waits for the metadata of the topic, or for memory. Afterwards the operator reads why
     * nothing is delivered.
     */
    static final Duration MOST_BLOCKED = Duration.ofSeconds(10);

    private ProducerSettings() {
    }

    /**
     * Makes the configuration, and reads the files that it names.
     *
     * @throws SinkSettingsException if values do not fit together, or a file cannot be used
     */
    static Map<String, Object> of(String sinkName, SinkSettings settings) throws SinkSettingsException {
        Duration linger = settings.get(KafkaSettings.LINGER);
        Duration request = settings.get(KafkaSettings.REQUEST_TIMEOUT);
        Duration delivery = settings.get(KafkaSettings.DELIVERY_TIMEOUT);
        if (delivery.compareTo(linger.plus(request)) < 0) {
            throw new SinkSettingsException(KafkaSettings.DELIVERY_TIMEOUT, "is shorter than linger and request-timeout"
                    + " together, which are " + linger.plus(request).toMillis() + "ms");
        }
        String clientId = settings.find(KafkaSettings.CLIENT_ID);
        boolean isEncrypted = TlsSettings.isEncrypted(settings);
        boolean isAuthenticated = SaslSettings.isAuthenticated(settings);

        Map<String, Object> config = new HashMap<>();
        config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.get(KafkaSettings.BOOTSTRAP));
        config.put(ProducerConfig.CLIENT_ID_CONFIG, clientId == null ? "netty-audit-" + sinkName : clientId);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        // nothing lost, nothing twice, nothing out of order within one producer
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        config.put(ProducerConfig.RETRIES_CONFIG, Integer.MAX_VALUE);
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG,
                KafkaSettings.word(settings.get(KafkaSettings.COMPRESSION)));
        config.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, settings.get(KafkaSettings.BATCH_SIZE).intValue());
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.get(KafkaSettings.MAX_REQUEST_SIZE).intValue());
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, settings.get(KafkaSettings.BUFFER_MEMORY));
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) request.toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) delivery.toMillis());
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MOST_BLOCKED.toMillis());
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1000L);
        // neither management beans nor reports to the brokers
        config.put(ProducerConfig.METRIC_REPORTER_CLASSES_CONFIG, List.of());
        config.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        config.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG,
                (isAuthenticated ? "SASL_" : "") + (isEncrypted ? "SSL" : "PLAINTEXT"));
        if (isEncrypted) {
            TlsSettings.add(config, settings);
        }
        if (isAuthenticated) {
            SaslSettings.add(config, settings, isEncrypted);
        }
        return config;
    }
}
