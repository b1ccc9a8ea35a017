package io.github.nettyaudit.daemon.intake;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps a second opener from a ring: a record lock (fcntl(2)) of the file {@code NAME.lock}, which the kernel releases
 * with the process.
 *
 * <p>Such a lock is the process's, and closing any other channel of the file releases it. So this process remembers its
 * own locks and does not touch the file of one that it holds.
 */
final class IntakeLock implements AutoCloseable {
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private IntakeLock(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** @throws IOException if the ring is open already, in this process or in another one */
    static IntakeLock take(Path ring) throws IOException {
        Path directory = ring.toAbsolutePath().getParent();
        Path path = directory.toRealPath().resolve(ring.getFileName() + ".lock");
        if (!OWN.add(path)) {
            throw new IOException(ring + " is open already, in this process");
        }
        try {
            return new IntakeLock(path, lock(ring, path));
        } catch (Throwable e) {
            OWN.remove(path);
            throw e;
        }
    }

    private static FileChannel lock(Path ring, Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE,
                LinkOption.NOFOLLOW_LINKS), RingFile.OWNER_ONLY);
        try {
            if (channel.tryLock() == null) {
                throw new IOException(ring + " is used by another process: end it, or choose another file");
            }
            return channel;
        } catch (Throwable e) {
            channel.close();
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            OWN.remove(path);
        }
    }
}
