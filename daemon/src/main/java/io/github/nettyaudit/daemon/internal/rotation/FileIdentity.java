package io.github.nettyaudit.daemon.internal.rotation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * Which file a path names: a symbolic link is not followed.
 *
 * @param key      device and inode
 * @param modified when it was last written to
 * @param regular  whether it is a regular file
 */
record FileIdentity(@Nullable Object key, FileTime modified, boolean regular) {
    /** The file of a path; {@code null} if there is none. */
    static @Nullable FileIdentity of(Path path) throws IOException {
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return new FileIdentity(attributes.fileKey(), attributes.lastModifiedTime(), attributes.isRegularFile());
        } catch (NoSuchFileException e) {
            return null;
        }
    }

    boolean isSameFile(@Nullable FileIdentity other) {
        return other != null && key != null && key.equals(other.key);
    }
}
