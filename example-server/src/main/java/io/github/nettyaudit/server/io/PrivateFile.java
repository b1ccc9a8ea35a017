package io.github.nettyaudit.server.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Creates files that only their owner can read: mode 0600 from the first moment on, whatever the umask is. A file that
 * exists is never written to, so that no link, pipe or device can take its place.
 */
public final class PrivateFile {
    private PrivateFile() {
    }

    /**
     * Creates a file and opens it for writing.
     *
     * @param file    the file
     * @param replace whether a regular file of this name is deleted first
     * @return the new, empty file
     * @throws IOException if it cannot be created; the message is for the operator
     */
    public static FileChannel create(Path file, boolean replace) throws IOException {
        try {
            if (replace) {
                deleteIfRegular(file);
            }
            return FileChannel.open(file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new IOException("there is a file of this name", e);
        } catch (NoSuchFileException e) {
            throw new IOException("there is no such directory", e);
        } catch (AccessDeniedException e) {
            throw new IOException("permission denied", e);
        }
    }

    private static void deleteIfRegular(Path file) throws IOException {
        try {
            if (!FileOwner.of(file).isRegularFile()) {
                throw new IOException("it is not a regular file, and will not be replaced");
            }
            Files.delete(file);
        } catch (NoSuchFileException e) {
            // nothing to replace
        }
    }
}
