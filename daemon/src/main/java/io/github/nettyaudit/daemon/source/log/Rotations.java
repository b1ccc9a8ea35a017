package io.github.nettyaudit.daemon.source.log;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The files to which a log was renamed, or copied, when it was rotated. */
final class Rotations {
    private Rotations() {
    }

    /** The files, oldest first, without the log itself. Those that are compressed by xz are left out. */
    static List<Path> of(Path log) throws IOException {
        return of(log, false);
    }

    /** The files that are compressed by xz. */
    static List<Path> unreadable(Path log) throws IOException {
        return of(log, true);
    }

    private static boolean isUnreadable(String name) {
        return name.endsWith(".xz");
    }

    private static List<Path> of(Path log, boolean unreadable) throws IOException {
        Path folder = log.toAbsolutePath().getParent();
        String own = Objects.requireNonNull(log.getFileName()).toString();
        List<LogFileName> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(Objects.requireNonNull(folder))) {
            for (Path entry : entries) {
                LogFileName name = LogFileName.of(Objects.requireNonNull(entry.getFileName()).toString());
                if (name.log().equals(own) && !name.file().equals(own)
                        && isUnreadable(name.file()) == unreadable && Files.isRegularFile(entry)) {
                    names.add(name);
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        // gzip deletes a file when it has written the compressed one
        Set<String> plain = new HashSet<>();
        names.stream().filter(name -> !name.isCompressed()).forEach(name -> plain.add(name.number() + "-" + name.date()));
        names.removeIf(name -> name.isCompressed() && plain.contains(name.number() + "-" + name.date()));
        names.sort(LogFileName.OLDEST_FIRST);
        return names.stream().map(name -> folder.resolve(name.file())).toList();
    }

    /** Opens a file whose name may be given to another one meanwhile; {@code null} if there is none. */
    static @Nullable LogContent open(Path file) throws IOException {
        while (true) {
            BasicFileAttributes before = attributes(file);
            if (before == null) {
                return null;
            }
            if (!before.isRegularFile()) {
                throw new IOException(file + " is not a regular file");
            }
            LogContent opened;
            try {
                opened = LogContent.open(file, before.fileKey());
            } catch (NoSuchFileException e) {
                return null;
            }
            BasicFileAttributes after = attributes(file);
            if (after != null && after.fileKey().equals(before.fileKey())) {
                return opened;
            }
            opened.close();
        }
    }

    static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        try {
            return Files.readAttributes(file, BasicFileAttributes.class);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
