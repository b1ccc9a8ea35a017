package io.github.nettyaudit.server.yaml;

import io.github.nettyaudit.daemon.sink.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value with its place in the file. What is wrong with it is added to the file's problems, so that reading can go on.
 * Confined to one thread.
 */
public final class YamlValue {
    /** No setting is as deep; an alias of itself would be deeper. */
    private static final int MOST_NESTED = 10;

    private final Node node;
    private final String path;
    private final YamlProblems problems;

    YamlValue(Node node, String path, YamlProblems problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /**
     * Adds a problem at the place of this value.
     *
     * @param text a sentence that goes on after the value's key
     */
    public void problem(String text) {
        problems.add(node, path + ' ' + text);
    }

    /**
     * Adds a warning at the place of this value: the file can be used, but is probably not what is meant.
     *
     * @param text a sentence that goes on after the value's key
     */
    public void warn(String text) {
        problems.warn(node, path + ' ' + text);
    }

    /**
     * Describes where a secret was read from, for a problem of the secret.
     *
     * @return words such as {@code names /path, whose secret}, after which a sentence can go on
     */
    public String originOfSecret() {
        return Secrets.origin(this);
    }

    boolean isNull() {
        return node.getTag().equals(Tag.NULL);
    }

    /**
     * Returns whether this is a mapping.
     *
     * @return whether it has keys
     */
    public boolean isMap() {
        return node instanceof MappingNode;
    }

    /**
     * Reads the value as a setting.
     *
     * @param key the setting; its name is not looked at
     * @param <T> the type of the value
     * @return the value; {@code null} after a problem
     */
    public <T> @Nullable T read(SettingKey<T> key) {
        try {
            Object plain = plain(key);
            return plain == null ? null : key.read(plain);
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /**
     * Returns the value as settings are read from it; a secret as it is found at the place that the value names.
     *
     * @param key the setting; {@code null} if it is not known
     * @return a text, a list of texts, or a map; {@code null} after a problem
     */
    public @Nullable Object plain(@Nullable SettingKey<?> key) {
        try {
            Object plain = key != null && key.isSecret() ? Secrets.read(this) : plain(node);
            return plain == null ? Map.of() : plain;
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** Texts, lists and maps, as {@link SettingKey#read} takes them. An alias of itself is an empty map. */
    private static @Nullable Object plain(Node node) {
        if (node instanceof ScalarNode scalar) {
            return node.getTag().equals(Tag.NULL) ? null : scalar.getValue();
        }
        if (node instanceof SequenceNode sequence) {
            List<@Nullable Object> values = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                values.add(element instanceof ScalarNode ? plain(element) : Map.of());
            }
            return values;
        }
        return Map.of();
    }

    /**
     * Returns what the value says, without its place and its form: equal for values that mean the same.
     *
     * @return a text, a list or a map of these; keys without a value are left out
     */
    public Object content() {
        return content(node, MOST_NESTED);
    }

    private static Object content(Node node, int depth) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        if (depth > 0 && node instanceof SequenceNode sequence) {
            return sequence.getValue().stream().map(element -> content(element, depth - 1)).toList();
        }
        Map<String, Object> contents = new TreeMap<>();
        if (depth > 0 && node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> {
                if (entry.getKeyNode() instanceof ScalarNode key && !entry.getValueNode().getTag().equals(Tag.NULL)) {
                    contents.put(key.getValue(), content(entry.getValueNode(), depth - 1));
                }
            });
        }
        return contents;
    }

    /**
     * Reads a mapping.
     *
     * @return the mapping; {@code null} after a problem
     */
    public @Nullable YamlMap map() {
        if (node instanceof MappingNode mapping) {
            return new YamlMap(mapping, path, problems);
        }
        problem("needs keys with values");
        return null;
    }

    /**
     * Reads a mapping.
     *
     * @param example a mapping, for the message
     * @return the mapping; {@code null} after a problem
     */
    public @Nullable YamlMap map(String example) {
        if (isMap()) {
            return map();
        }
        problem("needs keys with values, such as " + example);
        return null;
    }

    /**
     * Reads a list. A single value is a list of one.
     *
     * @return the elements
     */
    public List<YamlValue> list() {
        if (!(node instanceof SequenceNode sequence)) {
            return List.of(this);
        }
        List<YamlValue> values = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            values.add(new YamlValue(element, path + '[' + values.size() + ']', problems));
        }
        return values;
    }

    /**
     * Adds this value, or those of its keys, each under its path, joined by dots.
     *
     * @param whole paths whose values stay together
     */
    void flatten(String name, Set<String> whole, Map<String, YamlValue> values, int depth) {
        if (node instanceof MappingNode mapping && depth > 0 && !whole.contains(name) && !Secrets.isSource(this)) {
            YamlMap map = new YamlMap(mapping, path, problems);
            map.values().forEach((key, value) -> value.flatten(name + '.' + key, whole, values, depth - 1));
        } else {
            values.put(name, this);
        }
    }

    /** The number of keys of a mapping. */
    int size() {
        return node instanceof MappingNode mapping ? mapping.getValue().size() : 0;
    }

    /** The words of a mapping of words to words; empty if it is something else. */
    Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        if (node instanceof MappingNode mapping) {
            mapping.getValue().forEach(entry -> {
                if (entry.getKeyNode() instanceof ScalarNode key && entry.getValueNode() instanceof ScalarNode value) {
                    words.put(key.getValue(), value.getValue());
                }
            });
        }
        return words;
    }
}
