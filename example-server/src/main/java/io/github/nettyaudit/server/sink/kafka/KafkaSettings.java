package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The settings of a sink of the type {@code kafka}. Where Kafka has a setting of the same meaning, it has its name. */
final class KafkaSettings {
    private static final Pattern TOPIC_NAME = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern HOST_PORT = Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[^\\s\\[\\]:/,]+):([0-9]{1,5})");

    static final SettingKey<List<String>> BOOTSTRAP = SettingKey.of("bootstrap", "host:port, or a list of these",
            KafkaSettings::bootstrap, "brokers that are asked first for the others of the cluster").required();
    static final SettingKey<String> TOPIC = SettingKey.of("topic",
            "the name of a topic: at most 249 letters, digits, '.', '_' and '-'", KafkaSettings::topic,
            "the topic that events go to").required();
    static final SettingKey<String> CLIENT_ID = SettingKey.text("client-id",
            "the name of this client for the brokers; netty-audit- and the name of the sink if not set");
    static final SettingKey<Compression> COMPRESSION = SettingKey.choice("compression", Compression.class,
            "how batches are compressed").preset(Compression.ZSTD);
    static final SettingKey<Timestamp> TIMESTAMP = SettingKey.choice("timestamp", Timestamp.class,
            "the timestamp of a record: when the event happened, or when it is sent").preset(Timestamp.EVENT);
    static final SettingKey<Duration> LINGER = SettingKey.duration("linger", Duration.ZERO, Duration.ofMinutes(1),
            "how long a batch that is not full waits for more records").preset(Duration.ofMillis(5));
    static final SettingKey<Long> BATCH_SIZE = SettingKey.size("batch-size", 1 << 10, 64 << 20,
            "the most bytes of a batch of records before it is compressed").preset(128L << 10);
    static final SettingKey<Long> MAX_REQUEST_SIZE = SettingKey.size("max-request-size", 16 << 10, 1 << 30,
            "the largest event and the largest request in bytes, before compression").preset(16L << 20);
    static final SettingKey<Long> BUFFER_MEMORY = SettingKey.size("buffer-memory", 1 << 20, 4L << 30,
            "the memory for records that the brokers have not acknowledged").preset(32L << 20);
    static final SettingKey<Duration> REQUEST_TIMEOUT = SettingKey.duration("request-timeout", Duration.ofMillis(100),
            Duration.ofMinutes(10), "how long a broker may take to answer a request; then it is repeated")
            .preset(Duration.ofSeconds(30));
    static final SettingKey<Duration> DELIVERY_TIMEOUT = SettingKey.duration("delivery-timeout", Duration.ofSeconds(1),
            Duration.ofDays(7), "how long a record is repeated within one session of the producer, that is, without a"
                    + " duplicate; then it is sent by a new producer").preset(Duration.ofMinutes(30));

    static final SettingKey<Boolean> TLS = ClientTls.ENABLED;
    static final SettingKey<Path> TLS_TRUST = ClientTls.TRUST;
    static final SettingKey<Path> TLS_CERTIFICATE = ClientTls.CERTIFICATE;
    static final SettingKey<Path> TLS_KEY = ClientTls.KEY;
    static final SettingKey<String> TLS_KEY_PASSWORD = ClientTls.KEY_PASSWORD;

    static final SettingKey<SaslMechanism> SASL_MECHANISM = SettingKey.choice("sasl.mechanism",
            SaslMechanism.class, "how this client proves who it is");
    static final SettingKey<String> SASL_USER = SettingKey.text("sasl.user", "the name of the user");
    static final SettingKey<String> SASL_PASSWORD = SettingKey.text("sasl.password", "the password of the user")
            .secret();

    static final List<SettingKey<?>> ALL = List.of(BOOTSTRAP, TOPIC, CLIENT_ID, COMPRESSION, TIMESTAMP, LINGER,
            BATCH_SIZE, MAX_REQUEST_SIZE, BUFFER_MEMORY, REQUEST_TIMEOUT, DELIVERY_TIMEOUT, TLS, TLS_TRUST,
            TLS_CERTIFICATE, TLS_KEY, TLS_KEY_PASSWORD, SASL_MECHANISM, SASL_USER, SASL_PASSWORD);

    /** Those of Kafka whose libraries the program contains. */
    enum Compression {
        ZSTD, GZIP, NONE
    }

    /** What the timestamp of a record says. */
    enum Timestamp {
        /** When the event happened. */
        EVENT,
        /** When the record was sent. */
        SENT
    }

    /** How a client proves who it is. */
    enum SaslMechanism {
        PLAIN, SCRAM_SHA_256, SCRAM_SHA_512;

        String kafkaName() {
            return name().replace('_', '-');
        }
    }

    private KafkaSettings() {
    }

    /** The word that Kafka has for a choice. */
    static String word(Enum<?> choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String topic(Object value) {
        return value instanceof String name && TOPIC_NAME.matcher(name).matches() && !name.equals(".")
                && !name.equals("..") ? name : null;
    }

    private static @Nullable List<String> bootstrap(Object value) {
        List<String> servers = new ArrayList<>();
        for (Object element : value instanceof List<?> list ? list : List.of(value)) {
            Arrays.stream(String.valueOf(element).split(",")).map(String::strip).forEach(servers::add);
        }
        for (String server : servers) {
            if (!isHostAndPort(server)) {
                throw new IllegalArgumentException('"' + server + "\" is no host:port");
            }
        }
        return servers.isEmpty() ? null : List.copyOf(servers);
    }

    private static boolean isHostAndPort(String text) {
        var matcher = HOST_PORT.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        int port = Integer.parseInt(matcher.group(1));
        return port > 0 && port < 1 << 16;
    }
}
