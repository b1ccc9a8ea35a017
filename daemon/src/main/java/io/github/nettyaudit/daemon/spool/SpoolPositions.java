package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * How far each named reader has come: {@code positions/<name>.pos} holds the sequence that it reads next. A file that
 * cannot be read counts as the oldest position. Thread-safe; each name belongs to one reader.
 */
final class SpoolPositions {
    static final String DIRECTORY = "positions";
    /** Stands for a file that cannot be read. */
    static final long UNREADABLE = 0;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

    private final Path directory;
    private final FileOperations files;
    private final Map<String, Long> next = new ConcurrentHashMap<>();

    SpoolPositions(Path spool, FileOperations files) {
        directory = spool.resolve(DIRECTORY);
        this.files = files;
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("name of a reader: \"" + name + "\" (expected: 1 to 100 letters, digits,"
                    + " '.', '_' and '-', the first a letter, digit or '_')");
        }
    }

    /** Reads all files; makes the directory. */
    void load(Consumer<String> notices) throws IOException {
        if (Files.notExists(directory)) {
            Files.createDirectory(directory, PosixFilePermissions.asFileAttribute(
                    PosixFilePermissions.fromString("rwx------")));
        }
        read(directory, next, notices);
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path file : (Iterable<Path>) entries::iterator) {
                if (file.toString().endsWith(PositionFile.TEMPORARY_SUFFIX)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    /** Reads the positions of a spool without changing anything. */
    static Map<String, Long> readAll(Path spool) throws IOException {
        Map<String, Long> positions = new TreeMap<>();
        Path directory = spool.resolve(DIRECTORY);
        if (Files.isDirectory(directory)) {
            read(directory, positions, notice -> { });
        }
        return positions;
    }

    private static void read(Path directory, Map<String, Long> positions, Consumer<String> notices)
            throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path file : (Iterable<Path>) entries::iterator) {
                String fileName = file.getFileName().toString();
                String name = fileName.endsWith(PositionFile.SUFFIX)
                        ? fileName.substring(0, fileName.length() - PositionFile.SUFFIX.length()) : "";
                if (NAME.matcher(name).matches()) {
                    positions.put(name, read(file, name, notices));
                }
            }
        }
    }

    private static long read(Path file, String name, Consumer<String> notices) {
        try {
            return PositionFile.read(file);
        } catch (IOException e) {
            notices.accept("the position of reader " + name + " cannot be read, it starts at the oldest entry and gets"
                    + " entries again: " + e.getMessage());
            return UNREADABLE;
        }
    }

    /** Returns the position of a reader, {@link #UNREADABLE}, or -1 if it has none. */
    long get(String name) {
        return next.getOrDefault(name, -1L);
    }

    void put(String name, long sequence) throws IOException {
        PositionFile.write(file(name), sequence, true, files);
        next.put(name, sequence);
    }

    boolean remove(String name) throws IOException {
        Files.deleteIfExists(file(name));
        return next.remove(name) != null;
    }

    private Path file(String name) {
        return directory.resolve(name + PositionFile.SUFFIX);
    }

    boolean isEmpty() {
        return next.isEmpty();
    }

    /** The position of the reader that is furthest back; {@link Long#MAX_VALUE} if there is no reader. */
    long oldest() {
        long oldest = Long.MAX_VALUE;
        for (long position : next.values()) {
            oldest = Math.min(oldest, position);
        }
        return oldest;
    }

    /** The position of the reader that is furthest ahead; 0 if there is no reader. */
    long newest() {
        long newest = 0;
        for (long position : next.values()) {
            newest = Math.max(newest, position);
        }
        return newest;
    }

    Map<String, Long> all() {
        return new TreeMap<>(next);
    }
}
