package io.github.nettyaudit.daemon.spool;

import java.nio.file.Path;
import java.util.Locale;

/**
 * A file of blocks: {@code <sequence of its first entry>.log}. Written by the writer's thread, read by all.
 */
final class Segment {
    private static final String SUFFIX = ".log";
    private static final int DIGITS = 20;

    private final long first;
    private final Path path;
    /** Up to here the file consists of whole blocks. */
    private volatile long length;
    private volatile boolean sealed;
    private volatile boolean dropped;

    Segment(long first, Path path, long length, boolean sealed) {
        this.first = first;
        this.path = path;
        this.length = length;
        this.sealed = sealed;
    }

    static String name(long first) {
        return String.format(Locale.ROOT, "%0" + DIGITS + "d", first) + SUFFIX;
    }

    /** Returns the first sequence of a segment of that file name; -1 if it is not such a name. */
    static long firstOf(String name) {
        if (name.length() != DIGITS + SUFFIX.length() || !name.endsWith(SUFFIX)) {
            return -1;
        }
        for (int i = 0; i < DIGITS; i++) {
            if (name.charAt(i) < '0' || name.charAt(i) > '9') {
                return -1;
            }
        }
        try {
            return Long.parseLong(name.substring(0, DIGITS));
        } catch (NumberFormatException e) {
            return -1; // beyond 2^63
        }
    }

    long first() {
        return first;
    }

    Path path() {
        return path;
    }

    long length() {
        return length;
    }

    void length(long newLength) {
        length = newLength;
    }

    /** Whether no block will follow; then the length is final. */
    boolean isSealed() {
        return sealed;
    }

    void seal() {
        sealed = true;
    }

    /** Whether the spool has deleted it. */
    boolean isDropped() {
        return dropped;
    }

    void drop() {
        dropped = true;
    }
}
