package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** The calls that change files, in one place: tests let them fail. */
class FileOperations {
    static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
            StandardOpenOption.CREATE_NEW, LinkOption.NOFOLLOW_LINKS);
    private static final Set<OpenOption> OPEN = Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);

    /** Makes a file of mode 0600 that must not be there. */
    FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, CREATE, OWNER_ONLY);
    }

    FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, OPEN);
    }

    int write(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        return channel.write(buffer, position);
    }

    void truncate(FileChannel channel, long size) throws IOException {
        channel.truncate(size);
    }

    /** fdatasync(2). */
    void force(FileChannel channel) throws IOException {
        channel.force(false);
    }

    /** Makes the names of a directory durable. */
    void forceDirectory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** The bytes that can still be written, as far as the file system knows. */
    long usableSpace(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }
}
