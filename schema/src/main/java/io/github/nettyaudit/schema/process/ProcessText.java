package io.github.nettyaudit.schema.process;

import io.github.nettyaudit.schema.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A name or path as the kernel has it: any bytes, most often UTF-8. Immutable. */
public final class ProcessText {
    private final byte[] bytes;

    private ProcessText(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes a part of an array.
     *
     * @param array  holds the text; it is copied
     * @param start  the index of the first byte
     * @param length the number of bytes
     * @return the text
     * @throws IndexOutOfBoundsException if the part lies outside of the array
     */
    public static ProcessText of(byte[] array, int start, int length) {
        return new ProcessText(Arrays.copyOfRange(array, start, Objects.checkFromIndexSize(start, length,
                array.length) + length));
    }

    /**
     * Takes a string.
     *
     * @param text the string
     * @return its UTF-8
     */
    public static ProcessText of(String text) {
        return new ProcessText(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Returns the number of bytes.
     *
     * @return 0 or more
     */
    public int length() {
        return bytes.length;
    }

    /**
     * Returns one byte.
     *
     * @param index 0 to {@link #length()} - 1
     * @return the byte
     * @throws IndexOutOfBoundsException for every other index
     */
    public byte at(int index) {
        return bytes[index];
    }

    /**
     * Copies the text.
     *
     * @return the bytes, as a new array
     */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /**
     * Copies the text into an array.
     *
     * @param target receives the bytes
     * @param start  where in the array
     * @throws IndexOutOfBoundsException if the array has not enough space
     */
    public void copyTo(byte[] target, int start) {
        System.arraycopy(bytes, 0, target, start, bytes.length);
    }

    /**
     * Compares with a part of an array.
     *
     * @param array  the array
     * @param start  the index of the first byte
     * @param length the number of bytes
     * @return whether the bytes are the same
     * @throws IndexOutOfBoundsException if the part lies outside of the array
     */
    public boolean isSame(byte[] array, int start, int length) {
        return Arrays.equals(bytes, 0, bytes.length, array, start, start + length);
    }

    /**
     * Compares the end with another text.
     *
     * @param end the other text
     * @return whether this text ends with it
     */
    public boolean endsWith(ProcessText end) {
        int start = bytes.length - end.bytes.length;
        return start >= 0 && Arrays.equals(bytes, start, bytes.length, end.bytes, 0, end.bytes.length);
    }

    /**
     * Writes the text as a string of a document; bytes that are not UTF-8 are kept as
     * {@link io.github.nettyaudit.schema.json.JsonBytes} says.
     *
     * @param json the document, after a name or inside an array
     */
    public void writeTo(JsonWriter json) {
        json.string(bytes, 0, bytes.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ProcessText that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns the text, bytes that are not UTF-8 replaced by U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
