package io.github.nettyaudit.daemon.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Reads bodies of blocks and decompresses them, into buffers that are used again. Not thread-safe. */
final class BlockBody implements AutoCloseable {
    private static final int CAPACITY = 64 << 10;

    private ByteBuffer stored = ByteBuffer.allocateDirect(CAPACITY);
    private ByteBuffer plain = ByteBuffer.allocateDirect(0);
    private @Nullable ZstdDecompressor decompressor;

    /** Returns the body, from 0 to its limit; {@code null} if it is damaged. */
    @Nullable ByteBuffer read(BlockCursor cursor) throws IOException {
        ByteBuffer header = cursor.header();
        int length = SpoolBlockDescriptor.bodyLength(header);
        int compression = SpoolBlockDescriptor.compression(header);
        if (!isWhole(cursor)) {
            return null;
        }
        if (compression == SpoolCompression.NONE.code()) {
            return stored.limit() == length ? stored : null;
        }
        if (compression == SpoolCompression.ZSTD.code()) {
            return decompressed(cursor, length);
        }
        throw new IOException(cursor.segment().path() + " has a block with compression " + compression
                + ", which is not known; a newer version of this program has written it");
    }

    /** Whether the stored body is what was written; needs no library. */
    boolean isWhole(BlockCursor cursor) throws IOException {
        stored = atLeast(stored, SpoolBlockDescriptor.storedLength(cursor.header()));
        return cursor.readBody(stored);
    }

    private @Nullable ByteBuffer decompressed(BlockCursor cursor, int length) throws IOException {
        if (decompressor == null) {
            ZstdLibrary.require(cursor.segment().path());
            decompressor = new ZstdDecompressor();
        }
        plain = atLeast(plain, length);
        plain.clear().limit(length);
        return decompressor.decompress(stored, stored.limit(), plain, length) ? plain : null;
    }

    private static ByteBuffer atLeast(ByteBuffer buffer, int length) {
        return buffer.capacity() >= length ? buffer
                : ByteBuffer.allocateDirect(Math.max(length, Math.min(2 * buffer.capacity(),
                SpoolBlockDescriptor.LARGEST_STORED_BODY)));
    }

    @Override
    public void close() {
        if (decompressor != null) {
            decompressor.close();
            decompressor = null;
        }
    }
}
