package io.github.nettyaudit.server.config;

import io.github.nettyaudit.daemon.sink.SettingKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Kinds of settings that several sections have. */
final class Keys {
    private Keys() {
    }

    /** A setting that is a directory, named from the root directory on. */
    static SettingKey<Path> directory(String name, String description) {
        return SettingKey.of(name, "a directory, with a leading /", Keys::absolute, description);
    }

    /** A setting that is a file, named from the root directory on. */
    static SettingKey<Path> file(String name, String description) {
        return SettingKey.of(name, "a file, with a leading /", Keys::absolute, description);
    }

    /** The preset of a setting that has one. */
    static <T> T preset(SettingKey<T> key) {
        return Objects.requireNonNull(key.presetValue(), key.name());
    }

    static @Nullable Path absolute(Object value) {
        try {
            Path path = value instanceof String text ? Path.of(text) : null;
            return path == null || !path.isAbsolute() ? null : path;
        } catch (InvalidPathException e) {
            return null;
        }
    }
}
