package io.github.nettyaudit.daemon.source.log;

import io.netty.util.internal.UnstableApi;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file as one of the rotations of a log: {@code audit.log}, {@code audit.log.1}, {@code audit.log.2.gz},
 * {@code audit.log-20231114}. Internal to the project.
 *
 * @param log    the log's own name
 * @param number how often it was rotated; 0 for the log itself
 * @param date   of its rotation; empty if it has none in its name
 * @param file   the name
 */
@UnstableApi
public record LogFileName(String log, long number, String date, String file) {
    /** The order in which the rotations of one log were written. */
    public static final Comparator<LogFileName> OLDEST_FIRST =
            Comparator.comparing((LogFileName name) -> name.number > 0 ? 1 : 2)
                    .thenComparing(Comparator.comparingLong(LogFileName::number).reversed())
                    .thenComparing(name -> name.date.isEmpty() ? "~" : name.date);

    private static final Pattern ROTATED =
            Pattern.compile("(.+?)(?:\\.(\\d{1,9})|-(\\d{8}(?:-\\d+)?))(?:\\.(?:gz|xz|zst))?");
    private static final Pattern COMPRESSED = Pattern.compile("(.+)\\.(?:gz|xz|zst)");

    /**
     * Reads a name.
     *
     * @param file the name, with or without directories
     * @return its parts
     */
    public static LogFileName of(String file) {
        Matcher rotated = ROTATED.matcher(file);
        if (rotated.matches()) {
            return rotated.group(2) == null ? new LogFileName(rotated.group(1), 0, rotated.group(3), file)
                    : new LogFileName(rotated.group(1), Long.parseLong(rotated.group(2)), "", file);
        }
        Matcher compressed = COMPRESSED.matcher(file);
        return new LogFileName(compressed.matches() ? compressed.group(1) : file, 0, "", file);
    }

    /**
     * Returns whether a file is, by its name, a log that may grow: not compressed, and not rotated.
     *
     * @param file the name
     * @return whether it may grow
     */
    public static boolean mayGrow(String file) {
        return !ROTATED.matcher(file).matches() && !COMPRESSED.matcher(file).matches();
    }

    /** Whether it is compressed, by its name. */
    boolean isCompressed() {
        return COMPRESSED.matcher(file).matches();
    }
}
