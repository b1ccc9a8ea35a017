package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The first key of an event; none is a key too. Used again, unless it is a copy. */
final class KeyOfEvent implements ValueTest {
    private static final ValueSource KEYS = new Sources.Keys();
    private static final int LONGEST_NAME = 64;

    private byte[] bytes = new byte[32];
    private int length;
    private int hash;

    void read(EventView view) {
        length = -1;
        hash = 0;
        KEYS.any(view, this);
    }

    @Override
    public boolean test(EventView view, byte[] value, int start, int end) {
        length = end - start;
        if (bytes.length < length) {
            bytes = new byte[2 * length];
        }
        System.arraycopy(value, start, bytes, 0, length);
        for (int i = 0; i < length; i++) {
            hash = 31 * hash + bytes[i];
        }
        return true; // the first one counts
    }

    KeyOfEvent copy() {
        KeyOfEvent copy = new KeyOfEvent();
        copy.bytes = length < 0 ? new byte[0] : Arrays.copyOf(bytes, length);
        copy.length = length;
        copy.hash = hash;
        return copy;
    }

    /** The key for people. */
    String name() {
        if (length < 0) {
            return "no key";
        }
        StringBuilder name = new StringBuilder("the key ");
        for (byte b : new String(bytes, 0, Math.min(length, LONGEST_NAME), StandardCharsets.ISO_8859_1)
                .getBytes(StandardCharsets.ISO_8859_1)) {
            name.append(b > ' ' && b < 0x7f ? (char) b : '?');
        }
        return name.toString();
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyOfEvent that && length == that.length
                && (length < 0 || Arrays.equals(bytes, 0, length, that.bytes, 0, length));
    }
}
