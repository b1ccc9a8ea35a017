package io.github.nettyaudit.server.yaml;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** Collects the problems of one file, each with its line and column. Confined to one thread. */
public final class YamlProblems {
    /** A file may have more problems than people read. */
    private static final int MOST_KEPT = 50;

    private final String file;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    private record Problem(int line, int column, String text) {
    }

    /** @param file the name of the file, the first word of each line */
    YamlProblems(String file) {
        this.file = file;
    }

    void add(Node node, String text) {
        add(node.getStartMark().orElse(null), text);
    }

    void add(@Nullable Mark mark, String text) {
        add(problems, mark, text);
    }

    /** @param line and {@code column}: from 1 */
    void add(int line, int column, String text) {
        add(problems, line, column, text);
    }

    void warn(Node node, String text) {
        add(warnings, node.getStartMark().orElse(null), text);
    }

    private static void add(List<Problem> kept, @Nullable Mark mark, String text) {
        add(kept, mark == null ? 1 : mark.getLine() + 1, mark == null ? 1 : mark.getColumn() + 1, text);
    }

    private static void add(List<Problem> kept, int line, int column, String text) {
        if (kept.size() < MOST_KEPT) {
            kept.add(new Problem(line, column, text));
        }
    }

    /**
     * Returns whether a problem was found.
     *
     * @return whether there is none
     */
    public boolean isEmpty() {
        return problems.isEmpty();
    }

    /**
     * Returns the problems in the order of the file.
     *
     * @return a line for each, such as {@code server.yaml:3:9: …}
     */
    public List<String> lines() {
        return lines(problems);
    }

    /**
     * Returns what is allowed, but probably not meant, in the order of the file.
     *
     * @return a line for each, as {@link #lines()} has them
     */
    public List<String> warnings() {
        return lines(warnings);
    }

    private List<String> lines(List<Problem> kept) {
        return kept.stream()
                .sorted((one, other) -> one.line != other.line ? Integer.compare(one.line, other.line)
                        : Integer.compare(one.column, other.column))
                .map(problem -> file + ':' + problem.line + ':' + problem.column + ": " + problem.text).toList();
    }
}
