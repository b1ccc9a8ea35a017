package io.github.nettyaudit.server.log;

import org.jspecify.annotations.Nullable;

/**
 * How messages are written.
 *
 * @param level  which messages
 * @param format their form
 */
public record LogSettings(LogLevel level, LogFormat format) {
    /** What the server does, in sentences. */
    public static final LogSettings PRESET = new LogSettings(LogLevel.INFO, LogFormat.TEXT);

    /**
     * Returns these settings with those of the command line in their place.
     *
     * @param otherLevel  the level; {@code null} if it is not set there
     * @param otherFormat the form; {@code null} if it is not set there
     * @return the settings
     */
    public LogSettings with(@Nullable LogLevel otherLevel, @Nullable LogFormat otherFormat) {
        return new LogSettings(otherLevel == null ? level : otherLevel, otherFormat == null ? format : otherFormat);
    }
}
