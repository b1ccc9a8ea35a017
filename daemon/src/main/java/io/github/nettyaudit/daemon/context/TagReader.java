package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ProcessText;
import java.util.Arrays;

/** Reads tags, lengths and values, see {@link StoredProcess}. */
final class TagReader {
    private final byte[] bytes;
    private int at;
    private final int end;

    TagReader(byte[] bytes, int start, int end) {
        this.bytes = bytes;
        at = start;
        this.end = end;
    }

    boolean hasMore() {
        return at < end;
    }

    /** A number of 63 bits. */
    long number() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE - 1; shift += 7) {
            if (at == end) {
                throw new IllegalArgumentException("a stored process ends in a number, at byte " + at);
            }
            byte next = bytes[at++];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a stored process has a number that is too large, at byte " + at);
    }

    /** A number of 31 bits. */
    int id() {
        long value = number();
        if (value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a stored process has the number " + value + ", not 0 to 2147483647");
        }
        return (int) value;
    }

    /** The length, and a reader for so many bytes. */
    TagReader block() {
        long length = number();
        if (length > end - at) {
            throw new IllegalArgumentException("a stored process has a part of " + length + " bytes at byte " + at
                    + ", of which only " + (end - at) + " are there");
        }
        TagReader block = new TagReader(bytes, at, at + (int) length);
        at += (int) length;
        return block;
    }

    /** A copy of all that is left. */
    byte[] rest() {
        byte[] rest = Arrays.copyOfRange(bytes, at, end);
        at = end;
        return rest;
    }

    /** All that is left. */
    ProcessText text() {
        ProcessText text = ProcessText.of(bytes, at, end - at);
        at = end;
        return text;
    }
}
