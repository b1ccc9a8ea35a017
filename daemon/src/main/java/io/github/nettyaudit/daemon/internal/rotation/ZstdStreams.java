package io.github.nettyaudit.daemon.internal.rotation;

import com.github.luben.zstd.ZstdIOException;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.ZipException;

/** The only class that needs the library. */
final class ZstdStreams {
    private ZstdStreams() {
    }

    static OutputStream compress(OutputStream out) throws IOException {
        return new ZstdOutputStreamNoFinalizer(out);
    }

    static InputStream decompress(InputStream in) throws IOException {
        return new Decompressed(new ZstdInputStreamNoFinalizer(in));
    }

    /** Tells damage from failures of the disk in the same way as the streams of the JDK do. */
    private static final class Decompressed extends InputStream {
        private final InputStream in;

        Decompressed(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 1 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int start, int length) throws IOException {
            try {
                return in.read(target, start, length);
            } catch (ZstdIOException e) {
                ZipException damage = new ZipException(e.getMessage());
                damage.initCause(e);
                throw damage;
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
