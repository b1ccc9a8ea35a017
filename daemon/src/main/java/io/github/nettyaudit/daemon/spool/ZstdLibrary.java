package io.github.nettyaudit.daemon.spool;

import com.github.luben.zstd.Zstd;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.io.IOException;

/**
 * Whether the optional library for Zstandard is there. Nothing else of it may be in the signatures of this class, which
 * must load without it.
 */
final class ZstdLibrary {
    private static final boolean LOADED = load();

    private ZstdLibrary() {
    }

    private static boolean load() {
        try {
            return Zstd.compressBound(1) > 0;
        } catch (LinkageError e) {
            InternalLoggerFactory.getInstance(ZstdLibrary.class).debug("zstd-jni cannot be loaded", e);
            return false;
        }
    }

    static boolean isAvailable() {
        return LOADED;
    }

    /** @throws IOException if the library cannot be loaded; the message says what is missing */
    static void require(Object what) throws IOException {
        if (!LOADED) {
            throw new IOException(what + " is compressed with zstd, and the library zstd-jni cannot be loaded: add"
                    + " com.github.luben:zstd-jni to the class path or module path (its native part is unpacked into"
                    + " java.io.tmpdir, which must be writable and not noexec)");
        }
    }
}
