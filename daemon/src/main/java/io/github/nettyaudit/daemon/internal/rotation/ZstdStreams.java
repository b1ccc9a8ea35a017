package io.github.nettyaudit.daemon.internal.rotation;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.OutputStream;

/** The only class that needs the library. */
final class ZstdStreams {
    private ZstdStreams() {
    }

    static OutputStream compress(OutputStream out) throws IOException {
        return new ZstdOutputStreamNoFinalizer(out);
    }
}
