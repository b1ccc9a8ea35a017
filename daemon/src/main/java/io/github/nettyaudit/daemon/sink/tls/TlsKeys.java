package io.github.nettyaudit.daemon.sink.tls;

import io.github.nettyaudit.daemon.sink.SettingKey;
import java.nio.file.Path;

/** The settings that both ends have. */
final class TlsKeys {
    static final SettingKey<Boolean> ENABLED = SettingKey.truth("tls.enabled",
            "whether connections are encrypted; also true if another key of tls is set").preset(false);
    static final SettingKey<Path> TRUST = SettingKey.path("tls.trust",
            "a PEM file with the certificates that those of the other end are signed with; those of Java if not set");
    static final SettingKey<Path> CERTIFICATE = SettingKey.path("tls.certificate",
            "a PEM file with the own certificate and its chain");
    static final SettingKey<Path> KEY = SettingKey.path("tls.key",
            "a PEM file of mode 0600 with the private key of the certificate, as PKCS #8");
    static final SettingKey<String> KEY_PASSWORD = SettingKey.text("tls.key-password",
            "the password of the private key, if it has one").secret();

    private TlsKeys() {
    }
}
