package io.github.nettyaudit.daemon.internal.rotation;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Creates files that only their owner can read: mode 0600, directories 0700. Symbolic links are not followed. */
final class PrivateFiles {
    private static final FileAttribute<Set<PosixFilePermission>> FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final Set<OpenOption> NEW = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> APPEND = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND,
            LinkOption.NOFOLLOW_LINKS);

    private PrivateFiles() {
    }

    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, NEW, FILE);
    }

    /** Opens a file for appending; it is created, with its directory, if it is not there. */
    static FileChannel append(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        try {
            if (directory != null && !Files.exists(directory)) {
                Files.createDirectories(directory, DIRECTORY);
            }
            return FileChannel.open(file, APPEND, FILE);
        } catch (AccessDeniedException e) { // its message is only the path
            throw new IOException(e.getFile() + " cannot be written: permission denied; the user of this process must be able"
                    + " to write there", e);
        }
    }

    /** Makes the names of a directory durable. */
    static void syncDirectory(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
