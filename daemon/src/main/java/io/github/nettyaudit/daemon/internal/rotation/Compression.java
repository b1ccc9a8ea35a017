package io.github.nettyaudit.daemon.internal.rotation;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** How old files are compressed. */
public enum Compression {
    /** Not at all. */
    NONE(""),
    /** By gzip, which every Java has. */
    GZIP(".gz"),
    /** By Zstandard; needs the library zstd-jni. */
    ZSTD(".zst");

    private static final int BUFFER = 1 << 16;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** The end of the names of compressed files. */
    String suffix() {
        return suffix;
    }

    OutputStream compress(OutputStream out) throws IOException {
        return switch (this) {
            case NONE -> out;
            case GZIP -> new GZIPOutputStream(out, BUFFER);
            case ZSTD -> zstd(out);
        };
    }

    private static OutputStream zstd(OutputStream out) throws IOException {
        try {
            return ZstdStreams.compress(out);
        } catch (LinkageError e) {
            throw new IOException("the library for zstd cannot be loaded (" + e + "); add zstd-jni, or use gzip", e);
        }
    }

    /**
     * Decompresses.
     *
     * @param in what is compressed like this
     * @return what it was before
     * @throws IOException if it is not compressed like this, or the library for that is not there
     */
    public InputStream decompress(InputStream in) throws IOException {
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, BUFFER);
            case ZSTD -> unzstd(in);
        };
    }

    private static InputStream unzstd(InputStream in) throws IOException {
        try {
            return ZstdStreams.decompress(in);
        } catch (LinkageError e) {
            throw new IOException("the library for zstd cannot be loaded (" + e + "); add zstd-jni", e);
        }
    }

    /**
     * Returns whether files can be compressed like this.
     *
     * @throws IOException if not; the message says what to do
     */
    public void requireAvailable() throws IOException {
        compress(OutputStream.nullOutputStream()).close();
    }
}
