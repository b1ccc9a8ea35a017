package io.github.nettyaudit.daemon.context;

import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessText;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes tags, lengths and values, see {@link StoredProcess}. */
final class TagWriter {
    private byte[] bytes = new byte[256];
    private int length;

    void number(long value) {
        reserve(Long.BYTES + 2);
        long rest = value;
        while (rest >>> 7 != 0) {
            bytes[length++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    /** A value that is a number. */
    void number(int tag, long value) {
        number(tag);
        number(Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7));
        number(value);
    }

    /** A value that may not be known. */
    void known(int tag, long value, long written) {
        if (value != ProcessInfo.UNKNOWN) {
            number(tag, written);
        }
    }

    void empty(int tag) {
        number(tag);
        number(0);
    }

    void text(int tag, @Nullable ProcessText text) {
        if (text != null) {
            number(tag);
            number(text.length());
            reserve(text.length());
            text.copyTo(bytes, length);
            length += text.length();
        }
    }

    void clear() {
        length = 0;
    }

    /** What another writer has written. */
    void append(TagWriter content) {
        reserve(content.length);
        System.arraycopy(content.bytes, 0, bytes, length, content.length);
        length += content.length;
    }

    /** Its length, and what another writer has written. */
    void block(TagWriter content) {
        number(content.length);
        append(content);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }
}
