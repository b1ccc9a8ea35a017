package io.github.nettyaudit.codec.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The scratch pad of an {@link AuditRecord}: a copy of its text, behind it the values that stand nowhere in the text
 * (keys that were one hexadecimal string), and where each field's name and value lie. Grows, and is used again for the
 * next record.
 */
final class FieldIndex {
    /** Whole blocks are read at the end of the text; bytes behind it must exist. */
    static final int SLACK = TextMarks.BLOCK;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIELDS = 64;
    private static final int TEXT = 1_024;

    byte[] bytes = new byte[TEXT + SLACK];
    int length;
    int count;
    int[] nameStart = new int[FIELDS];
    int[] nameEnd = new int[FIELDS];
    int[] valueStart = new int[FIELDS];
    int[] valueEnd = new int[FIELDS];
    long[] key = new long[FIELDS];

    /** Empties the pad for a text of so many bytes, which the caller puts at the start of {@link #bytes}. */
    void clear(int textLength) {
        count = 0;
        length = textLength;
        if (bytes.length < textLength + SLACK) {
            bytes = new byte[Math.max(textLength, 2 * bytes.length) + SLACK];
        }
    }

    void add(int fromName, int toName, int fromValue, int toValue) {
        int field = count;
        if (field == key.length) {
            grow();
        }
        nameStart[field] = fromName;
        nameEnd[field] = toName;
        valueStart[field] = fromValue;
        valueEnd[field] = toValue;
        key[field] = keyOf(fromName, toName - fromName);
        count = field + 1;
    }

    private void grow() {
        int size = 2 * key.length;
        nameStart = Arrays.copyOf(nameStart, size);
        nameEnd = Arrays.copyOf(nameEnd, size);
        valueStart = Arrays.copyOf(valueStart, size);
        valueEnd = Arrays.copyOf(valueEnd, size);
        key = Arrays.copyOf(key, size);
    }

    /** The first eight bytes from {@code start}, of which the name has {@code nameLength}. */
    private long keyOf(int start, int nameLength) {
        long word = (long) LONGS.get(bytes, start);
        return nameLength >= Long.BYTES ? word : word & (1L << Byte.SIZE * nameLength) - 1;
    }

    /** Makes room for so many bytes behind what is there; the start of that room is {@link #length}. */
    void reserve(int more) {
        if (bytes.length < length + more + SLACK) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more) + SLACK);
        }
    }

    /** Puts a byte behind what is there; there must be room. */
    void append(int b) {
        bytes[length++] = (byte) b;
    }

    boolean isNamed(int field, FieldName name) {
        return key[field] == name.key() && nameEnd[field] - nameStart[field] == name.length()
                && (name.length() <= Long.BYTES || name.matchesRest(bytes, nameStart[field]));
    }

    /** The first field from {@code from} up to, not including, {@code to} with this name; -1 if there is none. */
    int find(FieldName name, int from, int to) {
        for (int field = from; field < to; field++) {
            if (isNamed(field, name)) {
                return field;
            }
        }
        return -1;
    }
}
