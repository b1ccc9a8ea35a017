package io.github.nettyaudit.schema.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A string, escaped once so that writing it is a copy. Immutable. */
public final class JsonText {
    /** The string with its quotation marks, and the padding. */
    final byte[] padded;
    final int length;

    private JsonText(byte[] padded, int length) {
        this.padded = padded;
        this.length = length;
    }

    /**
     * Prepares a string.
     *
     * @param text the string
     * @return the string, to be kept in a constant
     */
    public static JsonText of(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        byte[] quoted = new byte[JsonStrings.longest(utf8.length) + 2];
        int end = JsonStrings.write(utf8, 0, utf8.length, quoted, 1, JsonStrings.KEEP) & Integer.MAX_VALUE;
        quoted[0] = '"';
        quoted[end] = '"';
        return new JsonText(Arrays.copyOf(quoted, end + 1 + JsonOutput.PADDING), end + 1);
    }

    /**
     * Returns whether the string is empty.
     *
     * @return whether it has no character
     */
    public boolean isEmpty() {
        return length == 2;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonText that && Arrays.equals(padded, 0, length, that.padded, 0, that.length);
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Returns the string as it stands in a document, with its quotation marks. */
    @Override
    public String toString() {
        return new String(padded, 0, length, StandardCharsets.UTF_8);
    }
}
