package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.server.io.OpenFile;
import io.github.nettyaudit.server.yaml.Words;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads a mapping whose keys are a list of settings, nested ones joined by dots; each problem gets its place in the file. */
final class SectionSettings {
    private static final String CERTIFICATE = "tls.certificate";
    /** The beginnings of messages of {@link SinkSettings}. */
    private static final String MISSING = "is missing";
    private static final String REFUSED = "is not allowed";

    private SectionSettings() {
    }

    /** Looks at the settings together. */
    interface Check {
        void check(SinkSettings settings) throws SinkSettingsException;
    }

    /**
     * Reads the keys of a mapping that were not asked for yet.
     *
     * @param owner what has these settings, for messages: {@code a sink of the type file}
     * @param plain gets the values, of which secrets are not in the file
     * @return the settings; {@code null} after a problem
     */
    static @Nullable SinkSettings read(YamlMap map, Collection<SettingKey<?>> all, Check check, String owner,
            Map<String, Object> plain) {
        Map<String, SettingKey<?>> keys = new LinkedHashMap<>();
        all.forEach(key -> keys.put(key.name(), key));
        List<String> allowed = new ArrayList<>(map.keys());
        allowed.addAll(keys.keySet());
        Map<String, YamlValue> values = map.rest(all.stream().filter(SettingKey::isSecret).map(SettingKey::name)
                .collect(Collectors.toSet()));
        values.forEach((key, value) -> {
            Object read = value.plain(keys.get(key));
            if (read != null) {
                plain.put(key, read);
            }
        });
        if (plain.size() < values.size()) {
            return null; // reported
        }
        boolean hasRelative = reportRelative(keys, values, plain);
        try {
            SinkSettings settings = SinkSettings.of(all, plain);
            if (hasRelative) {
                return null;
            }
            check.check(settings);
            warnOfCertificate(values.get(CERTIFICATE));
            return settings;
        } catch (SinkSettingsException e) {
            for (SinkSettingsException.Problem problem : e.problems()) {
                YamlValue wrong = values.get(problem.key());
                SettingKey<?> key = keys.get(problem.key());
                if (wrong == null) {
                    missing(map, problem);
                } else if (key == null) {
                    wrong.problem("is not known" + Words.meant(problem.key(), allowed) + "; the keys of " + owner + " are "
                            + String.join(", ", allowed));
                } else if (key.isSecret() && problem.message().startsWith(REFUSED)) {
                    wrong.problem(wrong.originOfSecret() + ' ' + problem.message());
                } else {
                    wrong.problem(problem.message());
                }
            }
            return null;
        }
    }

    /** Reports paths that do not begin at the root directory. */
    private static boolean reportRelative(Map<String, SettingKey<?>> keys, Map<String, YamlValue> values,
            Map<String, Object> plain) {
        boolean found = false;
        for (Map.Entry<String, YamlValue> entry : values.entrySet()) {
            SettingKey<?> key = keys.get(entry.getKey());
            Object value = plain.get(entry.getKey());
            try {
                if (key != null && value != null && key.read(value) instanceof Path path && !path.isAbsolute()) {
                    entry.getValue().problem("\"" + path + "\" must begin with /: a service has another working directory than"
                            + " a shell");
                    found = true;
                }
            } catch (IllegalArgumentException e) {
                // reported with all values that are not allowed
            }
        }
        return found;
    }

    private static void missing(YamlMap map, SinkSettingsException.Problem problem) {
        String message = problem.message();
        if (!message.startsWith(MISSING)) {
            map.problem(problem.key(), message);
        } else if (!map.has(problem.key())) { // else it is reported that it has no value
            String reason = message.substring(MISSING.length());
            map.problem("needs the key " + problem.key() + (reason.startsWith(",") ? ", which " + MISSING : "") + reason);
        }
    }

    /** It is not a problem: the certificate may be replaced before it is needed, and the server must not end for it. */
    private static void warnOfCertificate(@Nullable YamlValue value) {
        Object name = value == null ? null : value.plain(null);
        if (value == null || !(name instanceof String file)) {
            return;
        }
        try {
            byte[] content = OpenFile.read(Path.of(file), OpenFile.LARGEST_TEXT);
            if (CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(content))
                    instanceof X509Certificate certificate) {
                Instant now = Instant.now();
                Instant end = certificate.getNotAfter().toInstant();
                if (end.isBefore(now)) {
                    value.warn("names " + file + ", which expired at " + end + ": renew it; until then connections fail");
                } else if (certificate.getNotBefore().toInstant().isAfter(now)) {
                    value.warn("names " + file + ", which is not valid before " + certificate.getNotBefore().toInstant()
                            + ": check the clock; until then connections fail");
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            // it was read a moment ago, and is read again at the first connection
        }
    }
}
