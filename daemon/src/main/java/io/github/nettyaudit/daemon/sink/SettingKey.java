package io.github.nettyaudit.daemon.sink;

import static java.util.Objects.requireNonNull;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A setting: its name, what its value may be, and the value if it is not set. Immutable.
 *
 * <p>A value comes from a configuration as a {@link String}, {@link Boolean}, {@link Integer}, {@link Long} or
 * {@link List} of these. Text is also read as a number or a truth value, so that settings can come from a command line.
 *
 * @param <T> the type of the value
 */
public final class SettingKey<T> {
    private final String name;
    private final String expected;
    private final Function<Object, @Nullable T> reader;
    private final @Nullable T preset;
    private final boolean required;
    private final boolean secret;
    private final String description;

    private SettingKey(String name, String expected, Function<Object, @Nullable T> reader, @Nullable T preset,
            boolean required, boolean secret, String description) {
        this.name = requireNonNull(name, "name");
        this.expected = expected;
        this.reader = reader;
        this.preset = preset;
        this.required = required;
        this.secret = secret;
        this.description = requireNonNull(description, "description");
    }

    /**
     * A setting of a type of its own.
     *
     * @param name        the key; nested keys are joined by dots, for example {@code tls.trust}
     * @param expected    what a value must be, for example {@code host:port}
     * @param reader      reads a value as a configuration has it; {@code null} or an {@link IllegalArgumentException}
     *                    if it is none
     * @param description what it is for, in one sentence
     * @param <T>         the type of the value
     * @return the key, without a preset
     */
    public static <T> SettingKey<T> of(String name, String expected, Function<Object, @Nullable T> reader,
            String description) {
        return new SettingKey<>(name, expected, reader, null, false, false, description);
    }

    /**
     * A setting that is text. Numbers and truth values are text too.
     *
     * @param name        the key
     * @param description what it is for, in one sentence
     * @return the key, without a preset
     */
    public static SettingKey<String> text(String name, String description) {
        return of(name, "text", SettingValues::text, description);
    }

    /**
     * A setting that is a list of texts; a single text is a list of one.
     *
     * @param name        the key
     * @param description what it is for, in one sentence
     * @return the key, without a preset
     */
    public static SettingKey<List<String>> texts(String name, String description) {
        return of(name, "a list of texts", SettingValues::texts, description);
    }

    /**
     * A setting that is the path of a file or directory.
     *
     * @param name        the key
     * @param description what it is for, in one sentence
     * @return the key, without a preset
     */
    public static SettingKey<Path> path(String name, String description) {
        return of(name, "a path", value -> {
            String text = SettingValues.text(value);
            try {
                return text == null || text.isEmpty() ? null : Path.of(text);
            } catch (InvalidPathException e) {
                return null;
            }
        }, description);
    }

    /**
     * A setting that is a whole number.
     *
     * @param name        the key
     * @param least       the least value
     * @param most        the largest value
     * @param description what it is for, in one sentence
     * @return the key, without a preset
     */
    public static SettingKey<Integer> number(String name, int least, int most, String description) {
        return of(name, "a number from " + least + " to " + most, value -> {
            Long number = SettingValues.number(value);
            return number == null || number < least || number > most ? null : number.intValue();
        }, description);
    }

    /**
     * A setting that is a size: a number of bytes, or a number with a unit such as {@code 64MiB}.
     *
     * @param name        the key
     * @param least       the least value in bytes
     * @param most        the largest value in bytes
     * @param description what it is for, in one sentence
     * @return the key, without a preset; its value is in bytes
     */
    public static SettingKey<Long> size(String name, long least, long most, String description) {
        return of(name, "a size from " + SettingValues.sizeText(least) + " to " + SettingValues.sizeText(most)
                + ", for example " + SettingValues.sizeText(within(least, most, 64L << 20, 64L << 10)), value -> {
            Long size = SettingValues.size(value);
            return size == null || size < least || size > most ? null : size;
        }, description);
    }

    /**
     * A setting that is a duration: a number with a unit such as {@code 500ms}, {@code 5s}, {@code 10m}, {@code 1h} or
     * {@code 1d}.
     *
     * @param name        the key
     * @param least       the least value
     * @param most        the largest value
     * @param description what it is for, in one sentence
     * @return the key, without a preset
     */
    public static SettingKey<Duration> duration(String name, Duration least, Duration most, String description) {
        return of(name, "a duration from " + SettingValues.durationText(least) + " to "
                + SettingValues.durationText(most) + ", for example "
                + SettingValues.durationText(within(least, most, Duration.ofMillis(500), Duration.ofSeconds(5))), value -> {
            Duration duration = SettingValues.duration(value);
            return duration == null || duration.compareTo(least) < 0 || duration.compareTo(most) > 0 ? null : duration;
        }, description);
    }

    /** An example that is allowed: one of two, else the least value. */
    private static <T extends Comparable<T>> T within(T least, T most, T usual, T other) {
        return Stream.of(usual, other).filter(value -> value.compareTo(least) >= 0 && value.compareTo(most) <= 0)
                .findFirst().orElse(least);
    }

    /**
     * A setting that is true or false.
     *
     * @param name        the key
     * @param description what it is for, in one sentence
     * @return the key, without a preset
     */
    public static SettingKey<Boolean> truth(String name, String description) {
        return of(name, "true or false", SettingValues::truth, description);
    }

    /**
     * A setting that is one of several words: the names of an enum's constants in lower case, with hyphens.
     *
     * @param name        the key
     * @param type        the enum
     * @param description what it is for, in one sentence
     * @param <E>         the enum
     * @return the key, without a preset
     */
    public static <E extends Enum<E>> SettingKey<E> choice(String name, Class<E> type, String description) {
        E[] constants = type.getEnumConstants();
        String words = Stream.of(constants).map(SettingKey::word).collect(Collectors.joining(", "));
        return of(name, "one of " + words, value -> {
            String text = SettingValues.text(value);
            return Stream.of(constants).filter(constant -> word(constant).equals(text)).findAny().orElse(null);
        }, description);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Returns this setting with a value that it has if it is not set.
     *
     * @param value the value
     * @return a new key
     */
    public SettingKey<T> preset(T value) {
        return new SettingKey<>(name, expected, reader, requireNonNull(value, "value"), false, secret, description);
    }

    /**
     * Returns this setting as one that must be set.
     *
     * @return a new key
     */
    public SettingKey<T> required() {
        return new SettingKey<>(name, expected, reader, null, true, secret, description);
    }

    /**
     * Returns this setting as one whose value is never printed.
     *
     * @return a new key
     */
    public SettingKey<T> secret() {
        return new SettingKey<>(name, expected, reader, preset, required, true, description);
    }

    /**
     * Reads a value.
     *
     * @param value the value as a configuration has it
     * @return the value
     * @throws IllegalArgumentException if it is not what the setting expects; the message names the value, unless it is
     *                                  secret, and what is expected, but not the key
     */
    public T read(Object value) {
        T read;
        String detail = "";
        try {
            read = reader.apply(value);
        } catch (IllegalArgumentException e) {
            read = null;
            detail = e.getMessage() == null || secret ? "" : ": " + e.getMessage();
        }
        if (read == null) {
            throw new IllegalArgumentException((secret ? "" : SettingValues.shown(value) + ' ') + "is not allowed" + detail
                    + " (expected: " + expected + ')');
        }
        return read;
    }

    /**
     * Returns the key.
     *
     * @return the key; nested keys are joined by dots
     */
    public String name() {
        return name;
    }

    /**
     * Returns what a value must be.
     *
     * @return words such as {@code a number from 1 to 10}
     */
    public String expected() {
        return expected;
    }

    /**
     * Returns the value that the setting has if it is not set.
     *
     * @return the value; {@code null} if there is none
     */
    public @Nullable T presetValue() {
        return preset;
    }

    /**
     * Returns whether the setting must be set.
     *
     * @return whether it must
     */
    public boolean isRequired() {
        return required;
    }

    /**
     * Returns whether the value is never printed.
     *
     * @return whether it is secret
     */
    public boolean isSecret() {
        return secret;
    }

    /**
     * Returns what the setting is for.
     *
     * @return one sentence
     */
    public String description() {
        return description;
    }

    @Override
    public String toString() {
        return name + " (" + expected + ')';
    }
}
