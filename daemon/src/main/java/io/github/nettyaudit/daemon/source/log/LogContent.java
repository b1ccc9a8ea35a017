package io.github.nettyaudit.daemon.source.log;

import io.github.nettyaudit.daemon.internal.rotation.Compression;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** The open file of a log. */
abstract class LogContent implements Closeable {
    private final Object key;
    private final FileChannel channel;

    LogContent(Object key, FileChannel channel) {
        this.key = key;
        this.channel = channel;
    }

    private static final int GZIP = 0x1f8b0000;
    private static final int ZSTD = 0x28b52ffd;

    /** Opens a file; one that is compressed with gzip or zstd, by its name and its first bytes, is decompressed. */
    static LogContent open(Path file, Object key) throws IOException {
        FileChannel channel = FileChannel.open(file);
        try {
            Compression compression = LogFileName.of(file.toString()).isCompressed() ? compression(channel) : Compression.NONE;
            return compression == Compression.NONE ? new Plain(key, channel)
                    : new Compressed(key, channel, file, compression);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    private static Compression compression(FileChannel channel) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(Integer.BYTES);
        channel.read(head, 0);
        int magic = head.getInt(0);
        return (magic & 0xffff0000) == GZIP ? Compression.GZIP : magic == ZSTD ? Compression.ZSTD : Compression.NONE;
    }

    /** Device and inode. */
    final Object key() {
        return key;
    }

    final FileChannel channel() {
        return channel;
    }

    /**
     * Reads at a position.
     *
     * @return the number of bytes; not more than 0 at the end
     */
    abstract int read(ByteBuffer target, long position) throws IOException;

    /** Whether there is more after a position that was the end before. */
    abstract boolean isLonger(long position) throws IOException;

    /** Why the file ends before its end; {@code null} if it does not. */
    @Nullable String damage() {
        return null;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /** A file as it is. */
    private static final class Plain extends LogContent {
        Plain(Object key, FileChannel channel) {
            super(key, channel);
        }

        @Override
        int read(ByteBuffer target, long position) throws IOException {
            return channel().read(target, position);
        }

        @Override
        boolean isLonger(long position) throws IOException {
            return channel().size() > position;
        }
    }

    /** A compressed file, which does not grow. It is read in one direction, and from its start when that is not enough. */
    private static final class Compressed extends LogContent {
        private static final int BUFFER = 64 << 10;

        private final Path file;
        private final Compression compression;
        private @Nullable InputStream stream;
        private long at;
        private @Nullable String damage;

        Compressed(Object key, FileChannel channel, Path file, Compression compression) {
            super(key, channel);
            this.file = file;
            this.compression = compression;
        }

        @Override
        int read(ByteBuffer target, long position) throws IOException {
            if (damage != null && position >= at) {
                return 0;
            }
            try {
                InputStream input = stream;
                if (input == null || position < at) {
                    channel().position(0);
                    input = compression.decompress(new BufferedInputStream(Channels.newInputStream(channel()), BUFFER));
                    stream = input;
                    at = 0;
                }
                long more = position - at;
                input.skipNBytes(more);
                at += more;
                int length = input.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
                if (length > 0) {
                    at += length;
                    target.position(target.position() + length);
                }
                return length;
            } catch (EOFException | ZipException e) {
                damage = file + " is damaged, and ends early: " + e.getMessage();
                return 0;
            }
        }

        @Override
        boolean isLonger(long position) {
            return false;
        }

        @Override
        @Nullable String damage() {
            return damage;
        }
    }
}
