package io.github.nettyaudit.server.yaml;

import io.github.nettyaudit.daemon.sink.SettingKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A mapping of keys to values. Its reader asks for each key that it knows, and then calls {@link #end()}, which reports
 * the keys that were not asked for. Confined to one thread.
 */
public final class YamlMap {
    private static final int MOST_NESTED = 4;

    private final MappingNode node;
    /** The keys to this mapping, joined by dots; empty at the top. */
    private final String path;
    private final YamlProblems problems;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();
    private final Set<String> sections = new HashSet<>();
    private final Set<String> reportedAsEmpty = new HashSet<>();

    YamlMap(MappingNode node, String path, YamlProblems problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
        for (NodeTuple entry : node.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                problems.add(entry.getKeyNode(), "a key must be a word");
            } else {
                NodeTuple before = entries.putIfAbsent(key.getValue(), entry);
                if (before != null) {
                    problems.add(key, "the key " + pathOf(key.getValue()) + " is there twice, first in line "
                            + before.getKeyNode().getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
                }
            }
        }
    }

    private String pathOf(String key) {
        return path.isEmpty() ? key : path + '.' + key;
    }

    /**
     * Returns the value of a key.
     *
     * @param key the key
     * @return its value; {@code null} if the key is absent, or has no value
     */
    public @Nullable YamlValue value(String key) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        YamlValue value = new YamlValue(entry.getValueNode(), pathOf(key), problems);
        return value.isNull() ? null : value;
    }

    /**
     * Returns the value of a key that has keys of its own, all with presets.
     *
     * @param key the key
     * @return its value, which has keys; {@code null} if the key is absent, or after a problem
     */
    public @Nullable YamlValue section(String key) {
        sections.add(key);
        YamlValue value = value(key);
        if (value != null && !value.isMap()) {
            value.problem("needs keys with values; " + pathOf(key) + ": {} has the presets of all keys");
            return null;
        }
        return value;
    }

    /**
     * Returns whether a key is there, with or without a value.
     *
     * @param key the key
     * @return whether it is
     */
    public boolean has(String key) {
        return entries.containsKey(key);
    }

    /**
     * Reads a setting.
     *
     * @param key the setting
     * @param <T> the type of its value
     * @return its value; the preset if the key is absent, or after a problem; {@code null} if there is no preset
     */
    public <T> @Nullable T find(SettingKey<T> key) {
        YamlValue value = value(key.name());
        if (value == null) {
            if (key.isRequired() && !has(key.name())) {
                problem("needs the key " + key.name() + ": " + key.description() + " (expected: " + key.expected() + ')');
            }
            return key.presetValue();
        }
        T read = value.read(key);
        return read == null ? key.presetValue() : read;
    }

    /**
     * Reads a setting that has a preset.
     *
     * @param key the setting
     * @param <T> the type of its value
     * @return its value; the preset if the key is absent, or after a problem
     */
    public <T> T get(SettingKey<T> key) {
        return Objects.requireNonNull(find(key), key.name());
    }

    /**
     * Returns whether a key is there.
     *
     * @param key a setting
     * @return whether it has a value
     */
    public boolean isSet(SettingKey<?> key) {
        return value(key.name()) != null;
    }

    /** The values of all keys that have one. */
    Map<String, YamlValue> values() {
        Map<String, YamlValue> values = new LinkedHashMap<>();
        for (String key : entries.keySet()) {
            YamlValue value = value(key);
            if (value != null) {
                values.put(key, value);
            }
        }
        reportEmpty();
        return values;
    }

    /**
     * Takes the keys that were not asked for yet, those of nested mappings joined by dots.
     *
     * @param whole keys, joined by dots, whose values stay together though they have keys
     * @return the values by key
     */
    public Map<String, YamlValue> rest(Set<String> whole) {
        Map<String, YamlValue> values = new LinkedHashMap<>();
        for (String key : unread()) {
            YamlValue value = value(key);
            if (value != null) {
                value.flatten(key, whole, values, MOST_NESTED);
            }
        }
        reportEmpty();
        return values;
    }

    /** A key without a value is what is left when only the lines below it are comments. */
    private void reportEmpty() {
        entries.forEach((key, entry) -> {
            if (known.contains(key) && entry.getValueNode().getTag().equals(Tag.NULL) && reportedAsEmpty.add(key)) {
                problems.add(entry.getKeyNode(), pathOf(key) + " has no value: write "
                        + (sections.contains(key) ? pathOf(key) + ": {} for its presets" : "one") + ", or remove the key");
            }
        });
    }

    /**
     * Adds a problem of the mapping as a whole.
     *
     * @param text a sentence that goes on after the keys to this mapping
     */
    public void problem(String text) {
        problems.add(node, path.isEmpty() ? "the file " + text : path + ' ' + text);
    }

    /**
     * Adds a problem of a key of the mapping that is not there.
     *
     * @param key  the key
     * @param text a sentence that goes on after the key
     */
    public void problem(String key, String text) {
        problems.add(node, pathOf(key) + ' ' + text);
    }

    /**
     * Returns the keys that were asked for until now, whether they are there or not.
     *
     * @return the keys
     */
    public List<String> keys() {
        return List.copyOf(known);
    }

    private List<String> unread() {
        List<String> keys = new ArrayList<>(entries.keySet());
        keys.removeAll(known);
        return keys;
    }

    /** Reports the keys that were not asked for. */
    public void end() {
        for (String key : unread()) {
            problems.add(entries.get(key).getKeyNode(), "there is no key " + pathOf(key)
                    + Words.meant(key, known) + "; the keys here are " + list(known));
        }
        reportEmpty();
    }

    private static String list(Collection<String> words) {
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
