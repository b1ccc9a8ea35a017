package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.daemon.source.log.LogFileName;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The files that the arguments of {@code decode} stand for, in the order in which they are read.
 *
 * <p>A directory stands for the {@code audit.log} in it and its rotated predecessors. Files that are rotations of one
 * log ({@code audit.log}, {@code audit.log.1}, {@code audit.log.2.gz}, {@code audit.log-20231114}) are read oldest
 * first, at the place of the first of them: an event may begin in one and end in the next, and {@code audit.log*} in a
 * shell names the newest first.
 */
final class InputFiles {
    /** The name of the log in a directory. */
    static final String LOG = "audit.log";
    /** Standard input. */
    static final String STANDARD_INPUT = "-";

    private InputFiles() {
    }

    /** Receives why a directory cannot be read, or that it has no log. */
    interface Failed {
        void failed(String directory, IOException failure);
    }

    /**
     * Returns the files to read.
     *
     * @param arguments the names of files and directories; none stands for standard input
     * @param follow    whether logs are waited for: the {@code audit.log} of a directory is among the files in any case
     */
    static List<String> of(List<String> arguments, boolean follow, Failed failed) {
        if (arguments.isEmpty()) {
            return List.of(STANDARD_INPUT);
        }
        List<String> files = new ArrayList<>();
        for (String argument : arguments) {
            if (!argument.equals(STANDARD_INPUT) && Files.isDirectory(Path.of(argument))) {
                try {
                    files.addAll(logs(argument, follow));
                } catch (DirectoryIteratorException e) {
                    failed.failed(argument, e.getCause());
                } catch (IOException e) {
                    failed.failed(argument, e);
                }
            } else {
                files.add(argument);
            }
        }
        Map<String, List<LogFileName>> byLog = new LinkedHashMap<>();
        for (String file : files) {
            LogFileName rotation = LogFileName.of(file);
            byLog.computeIfAbsent(rotation.log(), log -> new ArrayList<>()).add(rotation);
        }
        return byLog.values().stream().flatMap(rotations -> rotations.stream().sorted(LogFileName.OLDEST_FIRST))
                .map(LogFileName::file).toList();
    }

    /** Whether a file is, by its name, a log that may grow: not compressed, and not rotated. */
    static boolean mayGrow(String file) {
        return !file.equals(STANDARD_INPUT) && LogFileName.mayGrow(file);
    }

    private static List<String> logs(String directory, boolean follow) throws IOException {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(directory), LOG + "*")) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry) && LogFileName.of(entry.getFileName().toString()).log().equals(LOG)) {
                    files.add(entry.toString());
                }
            }
        }
        String log = Path.of(directory).resolve(LOG).toString();
        if (follow && !files.contains(log)) {
            files.add(log);
        }
        if (files.isEmpty()) {
            throw new NoSuchFileException(directory, null, "there is no " + LOG + " in the directory " + directory);
        }
        return files;
    }
}
