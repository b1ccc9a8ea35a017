package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.server.sink.kafka.KafkaSettings.SaslMechanism;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;

/** A user name and a password for the brokers. */
final class SaslSettings {
    private SaslSettings() {
    }

    static boolean isAuthenticated(SinkSettings settings) {
        return Stream.of(KafkaSettings.SASL_MECHANISM, KafkaSettings.SASL_USER, KafkaSettings.SASL_PASSWORD)
                .anyMatch(settings::isSet);
    }

    static void add(Map<String, Object> config, SinkSettings settings, boolean isEncrypted)
            throws SinkSettingsException {
        SaslMechanism mechanism = settings.find(KafkaSettings.SASL_MECHANISM);
        String user = settings.find(KafkaSettings.SASL_USER);
        String password = settings.find(KafkaSettings.SASL_PASSWORD);
        if (mechanism == null) {
            throw new SinkSettingsException(KafkaSettings.SASL_MECHANISM, "is missing (expected: "
                    + KafkaSettings.SASL_MECHANISM.expected() + ')');
        }
        if (user == null) {
            throw new SinkSettingsException(KafkaSettings.SASL_USER, "is missing, but sasl.mechanism is set");
        }
        if (password == null) {
            throw new SinkSettingsException(KafkaSettings.SASL_PASSWORD, "is missing, but sasl.mechanism is set");
        }
        if (mechanism == SaslMechanism.PLAIN && !isEncrypted) {
            throw new SinkSettingsException(KafkaSettings.SASL_MECHANISM, "is plain, which sends the password readable:"
                    + " set tls.enabled: true, or use scram-sha-512");
        }
        Class<?> module = mechanism == SaslMechanism.PLAIN ? PlainLoginModule.class : ScramLoginModule.class;
        config.put(SaslConfigs.SASL_MECHANISM, mechanism.kafkaName());
        config.put(SaslConfigs.SASL_JAAS_CONFIG, new Password(module.getName() + " required username=" + quoted(user)
                + " password=" + quoted(password) + ';'));
    }

    /** As java.io.StreamTokenizer reads it, which Kafka uses. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character < ' ') {
                quoted.append(String.format("\\%03o", (int) character));
            } else {
                if (character == '"' || character == '\\') {
                    quoted.append('\\');
                }
                quoted.append(character);
            }
        }
        return quoted.append('"').toString();
    }
}
