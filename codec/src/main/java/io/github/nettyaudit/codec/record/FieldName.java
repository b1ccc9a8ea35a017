package io.github.nettyaudit.codec.record;

import java.nio.charset.StandardCharsets;

/**
 * The name of a field, prepared for comparison with names inside records without making strings: most names fit into
 * the eight bytes of {@link #key()}, so that comparing them is comparing one number. Immutable.
 */
public final class FieldName {
    private final String text;
    private final byte[] bytes;
    private final long key;

    private FieldName(String text) {
        this.text = text;
        bytes = text.getBytes(StandardCharsets.UTF_8);
        long packed = 0;
        for (int i = 0; i < Math.min(Long.BYTES, bytes.length); i++) {
            packed |= (bytes[i] & 0xffL) << Byte.SIZE * i;
        }
        key = packed;
    }

    /** The name with this text, such as {@code auid}. To be kept in a constant. */
    public static FieldName of(String text) {
        return new FieldName(text);
    }

    /** The first eight bytes of the name, the first in the lowest byte, zeros where there are fewer. */
    public long key() {
        return key;
    }

    /** The number of bytes of the name. */
    public int length() {
        return bytes.length;
    }

    /** Whether the bytes from {@code start} are the ones of this name; {@code length} and the key have matched. */
    boolean matchesRest(byte[] scratch, int start) {
        for (int i = Long.BYTES; i < bytes.length; i++) {
            if (scratch[start + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldName that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The name itself. */
    @Override
    public String toString() {
        return text;
    }
}
