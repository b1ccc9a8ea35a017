package io.github.nettyaudit.daemon.internal.rotation;

import io.netty.buffer.ByteBuf;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file to which lines are appended. It is opened at the first write, and again when the path names another file or
 * none, for example because logrotate has renamed it or its directory was removed. It never ends in the middle of a
 * line: a write that fails is taken back, and what a crash has left is ended by a newline. Blocks; not thread-safe.
 */
public final class RotatedFile implements Closeable {
    private final Path path;
    private final Rotation rotation;
    private final Clock clock;
    private final OldFiles old;
    private @Nullable FileChannel channel;
    private @Nullable FileIdentity identity;
    private long size;
    private long period;
    private boolean dirty;

    /**
     * @param path     the file; not opened yet
     * @param rotation when it is replaced
     * @param clock    the time
     */
    public RotatedFile(Path path, Rotation rotation, Clock clock) {
        this.path = path;
        this.rotation = rotation;
        this.clock = clock;
        old = new OldFiles(path, rotation);
    }

    /**
     * Opens the file if it is not open, or not the one that the path names any more; replaces it if its time is over.
     *
     * @return how many bytes fit until it is replaced
     * @throws IOException if it cannot be opened; the message is for the operator
     */
    public long prepare() throws IOException {
        FileIdentity named = FileIdentity.of(path);
        if (channel == null || identity == null || !identity.isSameFile(named)) {
            closeCurrent();
            open(named);
        } else {
            size = channel.size();
        }
        Instant now = clock.instant();
        if (size > 0 && periodOf(now) != period) {
            rotate(now);
        }
        return rotation.maxBytes() == 0 ? Long.MAX_VALUE : Math.max(0, rotation.maxBytes() - size);
    }

    private long periodOf(Instant time) {
        Duration length = rotation.period();
        return length.isZero() ? 0 : Math.floorDiv(time.toEpochMilli(), length.toMillis());
    }

    private void open(@Nullable FileIdentity existing) throws IOException {
        if (existing != null && !existing.regular()) {
            throw new IOException(path + " is not a regular file; symbolic links are not followed. Name the file"
                    + " itself");
        }
        FileChannel opened = PrivateFiles.append(path);
        try {
            identity = FileIdentity.of(path);
            size = opened.size();
            period = periodOf(existing == null || size == 0 ? clock.instant() : existing.modified().toInstant());
            if (existing == null) {
                PrivateFiles.syncDirectory(path);
            }
            if (size > 0 && !endsWithNewline()) {
                size += opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        channel = opened;
        dirty = true;
        old.tidyLater();
    }

    private boolean endsWithNewline() throws IOException {
        try (FileChannel reader = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return reader.read(last, size - 1) == 1 && last.get(0) == '\n';
        }
    }

    /**
     * Appends lines. The file is replaced before that if they do not fit into it.
     *
     * @param lines whole lines; the reader index is not moved
     * @throws IOException if they cannot be written; nothing of them is in the file
     */
    public void write(ByteBuf lines) throws IOException {
        int length = lines.readableBytes();
        if (prepare() < length && size > 0) {
            rotate(clock.instant());
        }
        FileChannel file = channel;
        if (file == null) {
            throw new IOException(path + " is not open");
        }
        dirty = true;
        ByteBuffer bytes = lines.nioBuffer();
        try {
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            size += length;
        } catch (IOException e) {
            takeBack(file);
            throw e;
        }
    }

    private void takeBack(FileChannel file) throws IOException {
        try {
            file.truncate(size);
        } catch (IOException e) {
            // what is left is ended by a newline when the file is opened again
            closeCurrent();
        }
    }

    private void rotate(Instant now) throws IOException {
        sync();
        old.add(now);
        closeCurrent();
        open(null);
    }

    /**
     * Makes durable what was written.
     *
     * @throws IOException if that fails; what was written since the last time may be lost
     */
    public void sync() throws IOException {
        FileChannel file = channel;
        if (file != null && dirty) {
            dirty = false;
            file.force(false);
        }
    }

    private void closeCurrent() throws IOException {
        FileChannel file = channel;
        channel = null;
        if (file != null) {
            try (file) {
                if (dirty && file.isOpen()) {
                    file.force(false);
                }
            }
        }
    }

    /**
     * Ends the file. Old files may still be compressed for up to a second; the rest is done when it is opened again.
     */
    @Override
    public void close() throws IOException {
        try {
            closeCurrent();
        } finally {
            old.close(Duration.ofSeconds(1));
        }
    }
}
