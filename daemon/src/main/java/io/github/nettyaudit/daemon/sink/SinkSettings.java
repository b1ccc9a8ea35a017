package io.github.nettyaudit.daemon.sink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checked values of settings. Immutable. */
public final class SinkSettings {
    private final Map<String, SettingKey<?>> known;
    private final Map<String, Object> values;

    private SinkSettings(Map<String, SettingKey<?>> known, Map<String, Object> values) {
        this.known = known;
        this.values = values;
    }

    /**
     * Checks values.
     *
     * @param keys   the settings that there are
     * @param values the values by key, as a configuration has them; {@code null} values are wrong
     * @return the settings
     * @throws SinkSettingsException if keys are unknown or missing, or values are not allowed; it names all of them
     */
    public static SinkSettings of(Collection<SettingKey<?>> keys, Map<String, ?> values) throws SinkSettingsException {
        Map<String, SettingKey<?>> known = new TreeMap<>();
        keys.forEach(key -> known.put(key.name(), key));
        Map<String, Object> read = new LinkedHashMap<>();
        List<SinkSettingsException.Problem> problems = new ArrayList<>();
        values.forEach((name, value) -> {
            SettingKey<?> key = known.get(name);
            if (key == null) {
                problems.add(new SinkSettingsException.Problem(name, "is not known (expected: "
                        + known.values().stream().map(SettingKey::name).collect(Collectors.joining(", ")) + ')'));
            } else if (value == null) {
                problems.add(new SinkSettingsException.Problem(name,
                        "has no value (expected: " + key.expected() + ')'));
            } else {
                try {
                    read.put(name, key.read(value));
                } catch (IllegalArgumentException e) {
                    problems.add(new SinkSettingsException.Problem(name, String.valueOf(e.getMessage())));
                }
            }
        });
        for (SettingKey<?> key : keys) {
            if (key.isRequired() && !values.containsKey(key.name())) {
                problems.add(new SinkSettingsException.Problem(key.name(),
                        "is missing (expected: " + key.expected() + ')'));
            }
        }
        if (!problems.isEmpty()) {
            throw new SinkSettingsException(problems);
        }
        return new SinkSettings(known, read);
    }

    /**
     * Returns the value of a setting that has a preset or is required.
     *
     * @param key the setting
     * @param <T> the type of the value
     * @return the value, or the preset
     * @throws IllegalStateException if the setting is none of these settings, or has neither value nor preset
     */
    public <T> T get(SettingKey<T> key) {
        T value = find(key);
        if (value == null) {
            throw new IllegalStateException(key.name() + " has neither a value nor a preset");
        }
        return value;
    }

    /**
     * Returns the value of a setting.
     *
     * @param key the setting
     * @param <T> the type of the value
     * @return the value, or the preset; {@code null} if there is neither
     * @throws IllegalStateException if the setting is none of these settings
     */
    @SuppressWarnings("unchecked") // the key read the value
    public <T> @Nullable T find(SettingKey<T> key) {
        if (known.get(key.name()) != key) {
            throw new IllegalStateException(key.name() + " is not a setting of this sink");
        }
        T value = (T) values.get(key.name());
        return value == null ? key.presetValue() : value;
    }

    /**
     * Returns whether a setting has a value other than its preset.
     *
     * @param key the setting
     * @return whether a value was given
     */
    public boolean isSet(SettingKey<?> key) {
        return values.containsKey(key.name());
    }

    /** Returns the values that were given, for people; secret ones are left out. */
    @Override
    public String toString() {
        return values.entrySet().stream()
                .map(value -> value.getKey() + ": " + (secret(value.getKey()) ? "(secret)" : value.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private boolean secret(String name) {
        SettingKey<?> key = known.get(name);
        return key != null && key.isSecret();
    }
}
