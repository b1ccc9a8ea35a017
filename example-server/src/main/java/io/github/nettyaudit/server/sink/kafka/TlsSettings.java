package io.github.nettyaudit.server.sink.kafka;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.daemon.sink.tls.ClientTls;
import io.github.nettyaudit.server.io.FileFailure;
import io.github.nettyaudit.server.io.OpenFile;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** TLS to the brokers: from version 1.2, with the names of hosts checked. */
final class TlsSettings {
    private TlsSettings() {
    }

    static boolean isEncrypted(SinkSettings settings) {
        return settings.get(KafkaSettings.TLS) || Stream.of(KafkaSettings.TLS_TRUST, KafkaSettings.TLS_CERTIFICATE,
                KafkaSettings.TLS_KEY, KafkaSettings.TLS_KEY_PASSWORD).anyMatch(settings::isSet);
    }

    static void add(Map<String, Object> config, SinkSettings settings) throws SinkSettingsException {
        if (settings.isSet(KafkaSettings.TLS) && !settings.get(KafkaSettings.TLS)) {
            throw new SinkSettingsException(KafkaSettings.TLS, "is false, but other keys of tls are set");
        }
        ClientTls.check("kafka", settings);
        config.put(SslConfigs.SSL_PROTOCOL_CONFIG, "TLSv1.3");
        config.put(SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG, "TLSv1.2,TLSv1.3");
        config.put(SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG, "https");
        addTrust(config, settings.find(KafkaSettings.TLS_TRUST));
        addCertificate(config, settings);
    }

    private static void addTrust(Map<String, Object> config, @Nullable Path trust) throws SinkSettingsException {
        if (trust == null) {
            return;
        }
        String certificates = read(KafkaSettings.TLS_TRUST, trust);
        check(KafkaSettings.TLS_TRUST, trust, "certificates in PEM",
                SslContextBuilder.forClient(), context -> context.trustManager(stream(certificates)));
        config.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, "PEM");
        config.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, new Password(certificates));
    }

    private static void addCertificate(Map<String, Object> config, SinkSettings settings) throws SinkSettingsException {
        Path certificate = settings.find(KafkaSettings.TLS_CERTIFICATE);
        Path key = settings.find(KafkaSettings.TLS_KEY);
        String password = settings.find(KafkaSettings.TLS_KEY_PASSWORD);
        if (certificate == null && key == null && password == null) {
            return;
        }
        if (certificate == null) {
            throw new SinkSettingsException(KafkaSettings.TLS_CERTIFICATE, "is missing, but a private key is set");
        }
        if (key == null) {
            throw new SinkSettingsException(KafkaSettings.TLS_KEY, "is missing, but a certificate is set");
        }
        String chain = read(KafkaSettings.TLS_CERTIFICATE, certificate);
        if (!chain.contains("-----BEGIN CERTIFICATE-----")) {
            throw new SinkSettingsException(KafkaSettings.TLS_CERTIFICATE, "names " + certificate + ", which is not in PEM;"
                    + " openssl x509 -inform der -in FILE -out FILE.pem makes it of another form");
        }
        String privateKey = read(KafkaSettings.TLS_KEY, key);
        check(KafkaSettings.TLS_KEY, key, "the private key of the certificate, as PKCS #8 in PEM; openssl pkcs8 -topk8"
                + " makes it of another form", SslContextBuilder.forClient(),
                context -> context.keyManager(stream(chain), stream(privateKey), password));
        config.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, "PEM");
        config.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, new Password(chain));
        config.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, new Password(privateKey));
        if (password != null) {
            config.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, new Password(password));
        }
    }

    private static String read(SettingKey<Path> key, Path file) throws SinkSettingsException {
        try {
            return new String(OpenFile.read(file, OpenFile.LARGEST_TEXT), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new SinkSettingsException(key, "names " + file + ", which does not exist");
        } catch (IOException e) {
            throw new SinkSettingsException(key, "names a file that cannot be used: "
                    + FileFailure.explain(file.toString(), e));
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The producer would read the same, but much later, and would name neither the file nor the setting. */
    private static void check(SettingKey<Path> key, Path file, String expected, SslContextBuilder builder, Part part)
            throws SinkSettingsException {
        try {
            part.add(builder.sslProvider(SslProvider.JDK)).build();
        } catch (SSLException | IllegalArgumentException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new SinkSettingsException(key, "names " + file + ", which cannot be used: " + cause.getMessage()
                    + " (expected: " + expected + ')');
        }
    }

    /** A part of what TLS needs. */
    @FunctionalInterface
    private interface Part {
        SslContextBuilder add(SslContextBuilder builder);
    }
}
