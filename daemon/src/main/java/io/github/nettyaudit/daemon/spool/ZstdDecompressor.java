package io.github.nettyaudit.daemon.spool;

import com.github.luben.zstd.ZstdDecompressCtx;
import com.github.luben.zstd.ZstdException;
import java.nio.ByteBuffer;

/** Decompresses what {@link ZstdCompressor} made, between direct buffers; see {@link ZstdLibrary}. Not thread-safe. */
final class ZstdDecompressor implements AutoCloseable {
    private final ZstdDecompressCtx context = new ZstdDecompressCtx();

    /** Decompresses from start to start; returns whether the result has the expected length. */
    boolean decompress(ByteBuffer from, int length, ByteBuffer to, int expected) {
        try {
            return context.decompressDirectByteBuffer(to, 0, expected, from, 0, length) == expected;
        } catch (ZstdException e) {
            return false;
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
