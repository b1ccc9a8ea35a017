package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files on a disk that is full or fails, as a test wants it. */
final class FailingFiles extends FileOperations {
    /** The sum of all segments of this directory that fits. */
    volatile long capacity = Long.MAX_VALUE;
    volatile @Nullable Path directory;
    /** A full disk does not say so in English. */
    volatile boolean fullWithoutMessage;
    volatile @Nullable String writeError;
    volatile @Nullable String truncateError;
    volatile @Nullable String createError;
    volatile @Nullable String forceError;
    volatile @Nullable String spaceError;
    volatile boolean writesNothing;

    private static void fail(@Nullable String error) throws IOException {
        if (error != null) {
            throw new IOException(error);
        }
    }

    @Override
    FileChannel create(Path file) throws IOException {
        fail(createError);
        return super.create(file);
    }

    @Override
    int write(FileChannel channel, ByteBuffer buffer, long position) throws IOException {
        fail(writeError);
        if (writesNothing) {
            return 0;
        }
        if (directory == null) {
            return super.write(channel, buffer, position);
        }
        long left = capacity - used() - Math.max(0, position - channel.size());
        if (left <= 0) {
            throw new IOException(fullWithoutMessage ? "Auf dem Gerät ist kein Speicherplatz mehr verfügbar"
                    : "No space left on device");
        }
        int limit = buffer.limit();
        buffer.limit((int) Math.min(limit, buffer.position() + left));
        try {
            return super.write(channel, buffer, position);
        } finally {
            buffer.limit(limit);
        }
    }

    private long used() throws IOException {
        return Entries.segments(directory).stream().mapToLong(path -> path.toFile().length()).sum();
    }

    @Override
    void truncate(FileChannel channel, long size) throws IOException {
        fail(truncateError);
        super.truncate(channel, size);
    }

    @Override
    void force(FileChannel channel) throws IOException {
        fail(forceError);
        super.force(channel);
    }

    @Override
    long usableSpace(Path path) throws IOException {
        fail(spaceError);
        return directory == null ? super.usableSpace(path) : capacity - used();
    }
}
