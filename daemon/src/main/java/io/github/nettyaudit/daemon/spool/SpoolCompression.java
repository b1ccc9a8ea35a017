package io.github.nettyaudit.daemon.spool;

/** How the body of a block is stored. */
public enum SpoolCompression {
    /** As it is. */
    NONE(0),
    /** Compressed with Zstandard at level 1. Needs {@code com.github.luben:zstd-jni}. */
    ZSTD(1);

    private final int code;

    SpoolCompression(int code) {
        this.code = code;
    }

    /** The value in the header of a block. */
    int code() {
        return code;
    }

    /**
     * Returns whether the library that this compression needs can be loaded.
     *
     * @return {@code true} for {@link #NONE}
     */
    public boolean isAvailable() {
        return this == NONE || ZstdLibrary.isAvailable();
    }
}
