package io.github.nettyaudit.schema.normalize;

/**
 * Where a field's value lies, with its encoding undone: most often in the array of its record, so that it need not be
 * copied. Belongs to {@link EventFields} and is valid until the next call of one of its methods.
 */
public final class FieldBytes {
    private byte[] array = {};
    private int start;
    private int length;

    FieldBytes() {
    }

    FieldBytes set(byte[] newArray, int newStart, int newLength) {
        array = newArray;
        start = newStart;
        length = newLength;
        return this;
    }

    /**
     * Returns the array that holds the value.
     *
     * @return the array, not a copy; the caller must not write to it
     */
    public byte[] array() {
        return array;
    }

    /**
     * Returns where the value starts.
     *
     * @return the index of its first byte
     */
    public int start() {
        return start;
    }

    /**
     * Returns the length.
     *
     * @return the number of bytes
     */
    public int length() {
        return length;
    }
}
