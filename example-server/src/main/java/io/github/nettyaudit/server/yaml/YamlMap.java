package io.github.nettyaudit.server.yaml;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * A mapping of keys to values. Whoever reads it asks for each key that it knows, and ends with {@link #end()}, which
 * reports the keys that nobody asked for. Confined to one thread.
 */
public final class YamlMap {
    private final MappingNode node;
    /** The keys to this mapping, joined by dots; empty at the top. */
    private final String path;
    private final YamlProblems problems;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

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
     * @return its value; {@code null} if the key is absent, or its value is
     */
    public @Nullable YamlValue get(String key) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            return null;
        }
        YamlValue value = new YamlValue(entry.getValueNode(), pathOf(key), problems);
        return value.isNull() ? null : value;
    }

    /**
     * Returns the value of a key that must be there; its absence is a problem.
     *
     * @param key  the key
     * @param what what it is, for people, such as {@code the directory of the spool}
     * @return its value; {@code null} if the key is absent, or its value is
     */
    public @Nullable YamlValue require(String key, String what) {
        YamlValue value = get(key);
        if (value == null) {
            problems.add(node, "the key " + pathOf(key) + " is missing: " + what);
        }
        return value;
    }

    /**
     * Adds a problem of the mapping as a whole.
     *
     * @param text one sentence
     */
    public void problem(String text) {
        problems.add(node, text);
    }

    /**
     * Returns the keys to this mapping.
     *
     * @return the keys, joined by dots; empty at the top
     */
    public String path() {
        return path;
    }

    /**
     * Returns the keys that nobody has asked for yet.
     *
     * @return the keys in the order of the file
     */
    public List<String> unread() {
        List<String> keys = new ArrayList<>(entries.keySet());
        keys.removeAll(known);
        return keys;
    }

    /** Reports the keys that nobody asked for. */
    public void end() {
        for (String key : unread()) {
            problems.add(entries.get(key).getKeyNode(), "there is no key " + pathOf(key)
                    + Words.meant(key, known) + "; the keys here are " + list(known));
        }
    }

    private static String list(Collection<String> words) {
        return words.isEmpty() ? "none" : String.join(", ", words);
    }
}
