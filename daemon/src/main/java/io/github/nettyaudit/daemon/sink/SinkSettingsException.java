package io.github.nettyaudit.daemon.sink;

import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;

/** Settings that a sink cannot be made with. */
public final class SinkSettingsException extends IOException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /**
     * One wrong setting.
     *
     * @param key     the key
     * @param message what is wrong with it, without the key: {@code is missing (expected: a path)}
     */
    public record Problem(String key, String message) {
        @Override
        public String toString() {
            return key + ": " + message;
        }
    }

    /**
     * Creates an exception.
     *
     * @param problems what is wrong; at least one
     */
    public SinkSettingsException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        this.problems = List.copyOf(problems);
    }

    /**
     * Creates an exception for one wrong setting.
     *
     * @param key     the setting
     * @param message what is wrong with it, without the key
     */
    public SinkSettingsException(SettingKey<?> key, String message) {
        this(List.of(new Problem(key.name(), message)));
    }

    /**
     * Returns what is wrong, so that a configuration can name the line of each key.
     *
     * @return at least one problem
     */
    public List<Problem> problems() {
        return problems;
    }
}
