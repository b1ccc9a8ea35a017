package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import io.github.nettyaudit.daemon.sink.SinkSettings;
import io.github.nettyaudit.daemon.sink.SinkSettingsException;
import io.github.nettyaudit.server.yaml.Words;
import io.github.nettyaudit.server.yaml.YamlMap;
import io.github.nettyaudit.server.yaml.YamlValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a mapping whose keys are a list of settings, nested ones joined by dots; each problem gets its place in the file. */
final class SectionSettings {
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
        Map<String, YamlValue> values = map.rest();
        values.forEach((key, value) -> {
            Object read = value.plain(keys.get(key));
            if (read != null) {
                plain.put(key, read);
            }
        });
        if (plain.size() < values.size()) {
            return null; // reported
        }
        try {
            SinkSettings settings = SinkSettings.of(all, plain);
            check.check(settings);
            return settings;
        } catch (SinkSettingsException e) {
            for (SinkSettingsException.Problem problem : e.problems()) {
                YamlValue wrong = values.get(problem.key());
                if (wrong != null && !keys.containsKey(problem.key())) {
                    wrong.problem("is not known" + Words.meant(problem.key(), allowed) + "; the keys of " + owner + " are "
                            + String.join(", ", allowed));
                } else if (wrong == null) {
                    map.problem("needs the key " + problem.key() + ", which " + problem.message());
                } else {
                    wrong.problem(problem.message());
                }
            }
            return null;
        }
    }
}
