package io.github.nettyaudit.server.http;

import com.github.luben.zstd.ZstdOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** How the bodies of requests are compressed. The fastest level of each. */
public enum HttpCompression {
    /** Not at all. */
    NONE,
    /** As {@code gzip}, which every server reads that reads compressed bodies. */
    GZIP,
    /** As {@code zstd}: smaller, in less time. */
    ZSTD;

    /** A part of the length to begin with; audit documents are compressed to a tenth. */
    private static final int EXPECTED_RATIO = 8;
    private static final int LEAST_CAPACITY = 512;

    /** As gzip, at its fastest level. */
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, 1 << 13);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }

    /**
     * Compresses a body.
     *
     * @param body the body; released
     * @return the compressed body, which is the caller's; the same buffer with {@link #NONE}
     */
    public ByteBuf compress(ByteBuf body) {
        if (this == NONE) {
            return body;
        }
        ByteBuf compressed = PooledByteBufAllocator.DEFAULT.heapBuffer(
                Math.max(LEAST_CAPACITY, body.readableBytes() / EXPECTED_RATIO));
        try (ByteBufOutputStream target = new ByteBufOutputStream(compressed);
                OutputStream out = this == GZIP ? new FastGzip(target) : new ZstdOutputStream(target, 1)) {
            body.readBytes(out, body.readableBytes());
        } catch (IOException e) {
            compressed.release();
            throw new UncheckedIOException(e);
        } finally {
            body.release();
        }
        return compressed;
    }

    /**
     * Returns the value of the header {@code Content-Encoding}.
     *
     * @return for example {@code gzip}; {@code identity} for none
     */
    public String encoding() {
        return this == NONE ? "identity" : name().toLowerCase(Locale.ROOT);
    }
}
