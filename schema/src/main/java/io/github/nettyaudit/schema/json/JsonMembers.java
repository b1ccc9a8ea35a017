package io.github.nettyaudit.schema.json;

/**
 * Members that were written once and may be written again as they are. Holds them in memory of its own, which is used
 * again. Not thread-safe.
 */
public final class JsonMembers {
    private static final int FIRST_CAPACITY = 512;

    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int length;

    /** Creates an object without members. */
    public JsonMembers() {
    }

    /** Takes members, without the comma before the first one. */
    void set(byte[] source, int start, int end) {
        int first = start < end && source[start] == ',' ? start + 1 : start;
        length = end - first;
        if (bytes.length < length) {
            bytes = new byte[Math.max(length, bytes.length * 2)];
        }
        System.arraycopy(source, first, bytes, 0, length);
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }
}
