package io.github.nettyaudit.server.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One flat JSON object being written as UTF-8 bytes, in an array that grows to the longest line and is used again.
 * Names of fields are written as they are: they must need no escape. Not thread-safe.
 */
public final class JsonLine {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_NUMBER = 20;

    private byte[] bytes = new byte[1024];
    private int length;

    /** Forgets the last line and opens an object. */
    public JsonLine begin() {
        length = 0;
        ensure(1);
        bytes[length++] = '{';
        return this;
    }

    /** Closes the object and ends the line. */
    public JsonLine end() {
        ensure(2);
        bytes[length++] = '}';
        bytes[length++] = '\n';
        return this;
    }

    /** Adds a number. */
    public JsonLine number(String name, long value) {
        name(name);
        ensure(LONGEST_NUMBER);
        length = digits(bytes, length, value);
        return this;
    }

    /** Adds a text, escaped as needed. */
    public JsonLine text(String name, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        text(name, utf8, utf8.length);
        return this;
    }

    /**
     * Adds bytes as a text. What is not UTF-8 becomes U+FFFD, one for each longest piece that could have begun a
     * character, as the Unicode standard advises (chapter 3.9).
     *
     * @return whether all of it was UTF-8, so that nothing was replaced
     */
    public boolean text(String name, byte[] value, int valueLength) {
        name(name);
        ensure(2 + valueLength * JsonEscaper.LONGEST_ESCAPE);
        bytes[length++] = '"';
        int end = JsonEscaper.escape(value, valueLength, bytes, length);
        length = Math.abs(end);
        bytes[length++] = '"';
        return end >= 0;
    }

    /** Adds bytes as a text of lower-case hexadecimal digits. */
    public JsonLine hex(String name, byte[] value, int valueLength) {
        name(name);
        ensure(2 + valueLength * 2);
        bytes[length++] = '"';
        for (int i = 0; i < valueLength; i++) {
            bytes[length++] = HEX[value[i] >> 4 & 0xf];
            bytes[length++] = HEX[value[i] & 0xf];
        }
        bytes[length++] = '"';
        return this;
    }

    /** Adds bytes that are JSON already. */
    JsonLine raw(byte[] json) {
        ensure(json.length);
        System.arraycopy(json, 0, bytes, length, json.length);
        length += json.length;
        return this;
    }

    /** The bytes of the line, {@link #length()} of them; valid until the next {@link #begin()}. */
    public byte[] bytes() {
        return bytes;
    }

    /** How many bytes the line has by now. */
    public int length() {
        return length;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is the one copy of ASCII without a new array
    private void name(String name) {
        ensure(name.length() + 4);
        if (length > 1) {
            bytes[length++] = ',';
        }
        bytes[length++] = '"';
        name.getBytes(0, name.length(), bytes, length);
        length += name.length();
        bytes[length++] = '"';
        bytes[length++] = ':';
    }

    private void ensure(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    /** Writes {@code value} in decimal at {@code index} and returns the index behind it. */
    private static int digits(byte[] target, int index, long value) {
        if (value < 0) {
            byte[] text = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(text, 0, target, index, text.length);
            return index + text.length;
        }
        int end = index + 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            end++;
        }
        long rest = value;
        for (int i = end - 1; i >= index; i--) {
            target[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return end;
    }
}
