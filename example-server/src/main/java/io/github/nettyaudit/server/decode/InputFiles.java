package io.github.nettyaudit.server.decode;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    private static final Pattern ROTATED = Pattern.compile("(.+?)(?:\\.(\\d{1,9})|-(\\d{8}(?:-\\d+)?))(?:\\.(?:gz|xz|zst))?");
    private static final Pattern COMPRESSED = Pattern.compile("(.+)\\.(?:gz|xz|zst)");

    /**
     * A file by its place among the rotations of a log.
     *
     * @param log    the log's own name
     * @param number how often it was rotated; 0 for the log itself
     * @param date   of its rotation; empty if it has none in its name
     */
    private record Rotation(String log, long number, String date, String file) {
        static final Comparator<Rotation> OLDEST_FIRST = Comparator.comparing((Rotation file) -> file.number > 0 ? 1 : 2)
                .thenComparing(Comparator.comparingLong(Rotation::number).reversed())
                .thenComparing(file -> file.date.isEmpty() ? "~" : file.date);

        static Rotation of(String file) {
            Matcher rotated = ROTATED.matcher(file);
            if (rotated.matches()) {
                return rotated.group(2) == null ? new Rotation(rotated.group(1), 0, rotated.group(3), file)
                        : new Rotation(rotated.group(1), Long.parseLong(rotated.group(2)), "", file);
            }
            Matcher compressed = COMPRESSED.matcher(file);
            return new Rotation(compressed.matches() ? compressed.group(1) : file, 0, "", file);
        }
    }

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
        Map<String, List<Rotation>> byLog = new LinkedHashMap<>();
        for (String file : files) {
            Rotation rotation = Rotation.of(file);
            byLog.computeIfAbsent(rotation.log(), log -> new ArrayList<>()).add(rotation);
        }
        return byLog.values().stream().flatMap(rotations -> rotations.stream().sorted(Rotation.OLDEST_FIRST))
                .map(Rotation::file).toList();
    }

    /** Whether a file is, by its name, a log that may grow: not compressed, and not rotated. */
    static boolean mayGrow(String file) {
        return !file.equals(STANDARD_INPUT) && !ROTATED.matcher(file).matches() && !COMPRESSED.matcher(file).matches();
    }

    private static List<String> logs(String directory, boolean follow) throws IOException {
        List<String> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Path.of(directory), LOG + "*")) {
            for (Path entry : entries) {
                if (Files.isRegularFile(entry) && Rotation.of(entry.getFileName().toString()).log().equals(LOG)) {
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
