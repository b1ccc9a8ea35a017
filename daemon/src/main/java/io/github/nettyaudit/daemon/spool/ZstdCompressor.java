package io.github.nettyaudit.daemon.spool;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;

/** Zstandard at level 1 between direct buffers; see {@link ZstdLibrary}. Not thread-safe. */
final class ZstdCompressor implements AutoCloseable {
    private static final int LEVEL = 1;

    private final ZstdCompressCtx context = new ZstdCompressCtx().setLevel(LEVEL);

    static int bound(int length) {
        return (int) Zstd.compressBound(length);
    }

    /** Compresses to an index of the other buffer, and returns the compressed length. */
    int compress(ByteBuffer from, int start, int length, ByteBuffer to, int index) {
        return context.compressDirectByteBuffer(to, index, to.capacity() - index, from, start, length);
    }

    @Override
    public void close() {
        context.close();
    }
}
