package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second writer out of a directory: a record lock (fcntl(2)) of the file {@code lock}, which holds the pid for
 * people. The kernel releases the lock with the process.
 *
 * <p>Such a lock is the process's, and closing any other channel of the file releases it. So this process remembers its
 * own spools and does not touch the file of one that it has opened.
 */
final class SpoolLock implements AutoCloseable {
    static final String NAME = "lock";

    private static final int MOST_DIGITS = 20;
    private static final Set<Object> OWN = ConcurrentHashMap.newKeySet();

    private final Object key;
    private final FileChannel channel;

    private SpoolLock(Object key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    /** @throws SpoolLockedException if the directory is in use */
    static SpoolLock take(Path directory) throws IOException {
        Object key = Objects.requireNonNull(Files.readAttributes(directory,
                BasicFileAttributes.class).fileKey());
        if (!OWN.add(key)) {
            throw new SpoolLockedException(directory, ProcessHandle.current().pid());
        }
        try {
            return new SpoolLock(key, lock(directory));
        } catch (Throwable e) {
            OWN.remove(key);
            throw e;
        }
    }

    private static FileChannel lock(Path directory) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(NAME), Set.of(StandardOpenOption.READ,
                StandardOpenOption.WRITE, StandardOpenOption.CREATE, LinkOption.NOFOLLOW_LINKS),
                FileOperations.OWNER_ONLY);
        try {
            if (channel.tryLock() == null) {
                throw new SpoolLockedException(directory, pid(channel));
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(ProcessHandle.current().pid() + "\n"), 0);
            return channel;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    private static long pid(FileChannel channel) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(MOST_DIGITS);
        channel.read(content, 0);
        try {
            return Long.parseLong(StandardCharsets.US_ASCII.decode(content.flip()).toString().strip());
        } catch (NumberFormatException e) {
            return -1; // it is just being written
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OWN.remove(key);
        }
    }
}
