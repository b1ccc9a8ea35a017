package io.github.nettyaudit.daemon.source.log;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * How {@link LogFiles} reads.
 *
 * @param logs      the logs, 1 to {@value #MOST_LOGS}; the rotations of a log are found by its name
 * @param positions the file that keeps up to where they are stored; its directory must exist
 * @param oldest    whether a log that has no position yet is read from its oldest rotation on, and not from its end
 * @param follow    whether to go on at the end, with what is appended
 * @param sync      writes through to the disk what is stored; the positions are kept only after it has returned true. See
 *                  {@link io.github.nettyaudit.daemon.forward.Forwarder#sync()}
 * @param notices   receives a sentence for people about each problem
 */
public record LogFilesOptions(List<Path> logs, Path positions, boolean oldest, boolean follow, BooleanSupplier sync,
        Consumer<String> notices) {
    /** The number of logs that can be read. */
    public static final int MOST_LOGS = 16;

    /**
     * Creates options.
     *
     * @param logs      as the component
     * @param positions as the component
     * @param oldest    as the component
     * @param follow    as the component
     * @param sync      as the component
     * @param notices   as the component
     * @throws IllegalArgumentException if there is no log, there are too many, or one is named twice
     */
    public LogFilesOptions {
        logs = logs.stream().map(log -> log.toAbsolutePath().normalize()).toList();
        requireNonNull(positions, "positions");
        requireNonNull(sync, "sync");
        requireNonNull(notices, "notices");
        if (logs.isEmpty() || logs.size() > MOST_LOGS || logs.stream().distinct().count() < logs.size()) {
            throw new IllegalArgumentException("logs: " + logs + " (expected: 1 to " + MOST_LOGS + " different logs)");
        }
    }
}
