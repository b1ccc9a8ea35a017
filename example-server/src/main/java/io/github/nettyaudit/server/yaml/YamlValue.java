package io.github.nettyaudit.server.yaml;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeType;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value with its place in the file. Each method reads it as one type. If it is not of that type, or out of bounds, that
 * is added to the file's problems, and a value that stands in for it is returned, so that reading can go on. Confined to
 * one thread.
 */
public final class YamlValue {
    private final Node node;
    private final String path;
    private final YamlProblems problems;

    YamlValue(Node node, String path, YamlProblems problems) {
        this.node = node;
        this.path = path;
        this.problems = problems;
    }

    /**
     * Returns the keys to this value.
     *
     * @return the keys, joined by dots
     */
    public String path() {
        return path;
    }

    /**
     * Adds a problem at the place of this value.
     *
     * @param text a sentence that goes on after the value's key
     */
    public void problem(String text) {
        problems.add(node, path + ": " + text);
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
     * Returns whether this is a list.
     *
     * @return whether it has elements
     */
    public boolean isList() {
        return node instanceof SequenceNode;
    }

    private @Nullable String scalar(String expected) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problem("is " + (node.getNodeType() == NodeType.SEQUENCE ? "a list" : "a mapping") + " (expected: " + expected
                + ')');
        return null;
    }

    private <T> T refused(String written, String expected, T standIn) {
        problem("'" + written + "' (expected: " + expected + ')');
        return standIn;
    }

    /**
     * Reads a text. Numbers and {@code true} are texts too.
     *
     * @return the text; empty after a problem
     */
    public String text() {
        String text = scalar("a text");
        return text == null ? "" : text;
    }

    /**
     * Reads a text that must not be empty.
     *
     * @param expected what it is, such as {@code a host name}
     * @return the text; empty after a problem
     */
    public String text(String expected) {
        String text = scalar(expected);
        return text == null ? "" : text.isBlank() ? refused(text, expected, "") : text;
    }

    /**
     * Reads {@code true} or {@code false}.
     *
     * @return the value; {@code false} after a problem
     */
    public boolean flag() {
        String text = scalar("true or false");
        if (text == null || text.equals("true") || text.equals("false")) {
            return "true".equals(text);
        }
        return refused(text, "true or false", false);
    }

    /**
     * Reads a whole number.
     *
     * @param least the smallest that is allowed
     * @param most  the largest that is allowed
     * @return the number; {@code least} after a problem
     */
    public long number(long least, long most) {
        String expected = "a whole number from " + least + " to " + most;
        String text = scalar(expected);
        if (text == null) {
            return least;
        }
        try {
            long number = Long.parseLong(text);
            return number < least || number > most ? refused(text, expected, least) : number;
        } catch (NumberFormatException e) {
            return refused(text, expected, least);
        }
    }

    /**
     * Reads a number of bytes.
     *
     * @param least the smallest that is allowed
     * @param most  the largest that is allowed
     * @return the bytes; {@code least} after a problem
     */
    public long size(long least, long most) {
        String expected = Units.SIZE_FORM + ", from " + Units.sizeText(least) + " to " + Units.sizeText(most);
        String text = scalar(expected);
        Long bytes = text == null ? Long.valueOf(least) : Units.size(text);
        return bytes == null || bytes < least || bytes > most ? refused(String.valueOf(text), expected, least) : bytes;
    }

    /**
     * Reads a duration.
     *
     * @param least the shortest that is allowed
     * @param most  the longest that is allowed
     * @return the duration; {@code least} after a problem
     */
    public Duration duration(Duration least, Duration most) {
        String expected = Units.DURATION_FORM + ", from " + Units.durationText(least) + " to " + Units.durationText(most);
        String text = scalar(expected);
        Duration duration = text == null ? least : Units.duration(text);
        return duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0
                ? refused(String.valueOf(text), expected, least) : duration;
    }

    /**
     * Reads one of several words.
     *
     * @param words those that are allowed
     * @return one of the words; the first of them after a problem
     */
    public String choice(List<String> words) {
        String expected = "one of " + String.join(", ", words);
        String text = scalar(expected);
        if (text == null) {
            return words.get(0);
        }
        return words.contains(text) ? text
                : refused(text, "one of " + String.join(", ", words) + Words.meant(text, words), words.get(0));
    }

    /**
     * Reads one of the constants of an enum, written in lower case with hyphens.
     *
     * @param type the enum
     * @param <E>  the enum
     * @return a constant; the first after a problem
     */
    public <E extends Enum<E>> E choice(Class<E> type) {
        E[] constants = type.getEnumConstants();
        List<String> words = new ArrayList<>();
        for (E constant : constants) {
            words.add(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
        return constants[words.indexOf(choice(words))];
    }

    /**
     * Reads the absolute path of a file or directory.
     *
     * @return the path; the root directory after a problem
     */
    public Path path(String expected) {
        String text = scalar(expected);
        if (text == null) {
            return Path.of("/");
        }
        try {
            Path read = Path.of(text);
            return read.isAbsolute() ? read : refused(text, expected + ", with a leading /", Path.of("/"));
        } catch (InvalidPathException e) {
            return refused(text, expected, Path.of("/"));
        }
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
        problem("expected keys with values");
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
            YamlValue value = new YamlValue(element, path + '[' + values.size() + ']', problems);
            values.add(value);
        }
        return values;
    }

    /**
     * Reads a secret: not the secret itself is in the file, but where it is, {@code {file: /path}} or
     * {@code {environment: NAME}}.
     *
     * @return where the secret is; {@code null} after a problem
     */
    public @Nullable SecretSource secret() {
        String expected = "{ file: /path } or { environment: NAME }; a secret itself does not belong in this file";
        YamlMap map = node instanceof MappingNode mapping ? new YamlMap(mapping, path, problems) : null;
        if (map == null) {
            problem("(expected: " + expected + ')'); // the value is not repeated: it may be a secret
            return null;
        }
        YamlValue file = map.get("file");
        YamlValue environment = map.get("environment");
        map.end();
        if ((file == null) == (environment == null)) {
            problem("(expected: " + expected + ')');
            return null;
        }
        return file == null ? new SecretSource(null, environment.text("the name of an environment variable"))
                : new SecretSource(file.path("a file with the secret"), null);
    }
}
