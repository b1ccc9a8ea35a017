package io.github.nettyaudit.server.decode;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import io.netty.buffer.ByteBuf;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.MemoryLimitException;
import org.tukaani.xz.XZInputStream;

/** The compressions that are read, recognised by the first bytes. A file may have several members or frames. */
enum Compression {
    /** RFC 1952. */
    GZIP {
        @Override
        boolean isStart(ByteBuf head) {
            return head.readableBytes() >= 2 && head.getUnsignedShort(0) == 0x1f8b;
        }

        @Override
        InputStream decompress(InputStream input) throws IOException {
            return new GzipUntilEnd(new UntilEnd(input));
        }
    },
    /** The .xz file format, version 1. */
    XZ {
        @Override
        boolean isStart(ByteBuf head) {
            return head.readableBytes() >= 6 && head.getInt(0) == 0xfd377a58 && head.getUnsignedShort(4) == 0x5a00;
        }

        @Override
        InputStream decompress(InputStream input) throws IOException {
            try {
                return new XZInputStream(input, XZ_MEMORY_KIB);
            } catch (MemoryLimitException e) {
                throw new IOException("xz needs " + e.getMemoryNeeded() / 1_024 + " MiB of memory for it, more than "
                        + XZ_MEMORY_KIB / 1_024 + "; decompress it with xz -dc", e);
            }
        }
    },
    /** RFC 8878; a skippable frame may come first. */
    ZSTD {
        @Override
        boolean isStart(ByteBuf head) {
            return head.readableBytes() >= Integer.BYTES && (head.getUnsignedIntLE(0) == 0xfd2fb528L
                    || head.getUnsignedIntLE(0) >>> 4 == 0x184d2a5L);
        }

        @Override
        InputStream decompress(InputStream input) throws IOException {
            try {
                return new ZstdInputStreamNoFinalizer(input);
            } catch (UnsatisfiedLinkError | ExceptionInInitializerError | NoClassDefFoundError e) {
                throw new IOException("the library for zstd cannot be loaded (" + e.getMessage() + "); decompress it"
                        + " with zstd -dc, or set -Djava.io.tmpdir to a directory that is writable and not noexec", e);
            }
        }
    };

    private static final int BUFFER = 64 << 10;
    /** Enough for a dictionary of 256 MiB, four times that of {@code xz -9}. */
    private static final int XZ_MEMORY_KIB = 300 << 10;

    abstract boolean isStart(ByteBuf head);

    /**
     * The content of a compressed stream.
     *
     * @throws IOException if the stream cannot be read, or is damaged at its start
     */
    abstract InputStream decompress(InputStream input) throws IOException;

    /** The compression of a file that starts like this; {@code null} if it is not compressed, or not so. */
    static @Nullable Compression of(ByteBuf head) {
        for (Compression compression : values()) {
            if (compression.isStart(head)) {
                return compression;
            }
        }
        return null;
    }

    /**
     * A stream whose {@link #available()} is 0 at its end only. {@link GZIPInputStream} takes a 0 for the end, and
     * would ignore the members that a pipe has not brought yet.
     */
    private static final class UntilEnd extends FilterInputStream {
        UntilEnd(InputStream input) {
            super(input instanceof BufferedInputStream ? input : new BufferedInputStream(input, BUFFER));
        }

        @Override
        public int available() throws IOException {
            int available = in.available();
            if (available > 0) {
                return available;
            }
            in.mark(1);
            int next = in.read();
            in.reset();
            return next < 0 ? 0 : 1;
        }
    }

    /**
     * gzip whose end is the end of the file. {@link GZIPInputStream} takes a member with a damaged header for the end,
     * and says nothing of what follows. Zeros may follow, as on tapes.
     */
    private static final class GzipUntilEnd extends GZIPInputStream {
        private static final int TRAILER = 8;

        GzipUntilEnd(InputStream input) throws IOException {
            super(input, BUFFER);
        }

        @Override
        public int read(byte[] target, int start, int length) throws IOException {
            int count = super.read(target, start, length);
            if (count < 0) {
                checkEnd();
            }
            return count;
        }

        private void checkEnd() throws IOException {
            for (int i = len - Math.max(inf.getRemaining() - TRAILER, 0); i < len; i++) {
                check(buf[i]);
            }
            for (int next = in.read(); next >= 0; next = in.read()) {
                check(next);
            }
        }

        private static void check(int next) throws IOException {
            if (next != 0) {
                throw new IOException("after the end of its data, something follows that is not gzip; what comes before"
                        + " it was read");
            }
        }
    }
}
