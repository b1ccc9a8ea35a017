package io.github.nettyaudit.schema.laurel;

import io.github.nettyaudit.codec.record.UntrustedString;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.text.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes strings as laurel does: control characters, {@code %}, {@code +} and bytes that are not UTF-8 are
 * percent-encoded. U+EF80 to U+EFFF are too, because the {@link JsonWriter} means bytes by them.
 */
final class LaurelText {
    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final int ESCAPE = 3;
    private static final int FIRST_CAPACITY = 1024;
    private static final int FIRST_RESERVED = 0xef80;
    private static final int LAST_RESERVED = 0xefff;

    private final JsonWriter json;
    private byte[] escaped = new byte[FIRST_CAPACITY];
    private byte[] decoded = new byte[FIRST_CAPACITY];
    private int end;

    LaurelText(JsonWriter json) {
        this.json = json;
    }

    /** Writes bytes as a value. */
    void write(byte[] bytes, int start, int length) {
        escape(bytes, start, length);
        json.string(escaped, 0, end);
    }

    /** Writes bytes as the name of a member. */
    void writeName(byte[] bytes, int start, int length) {
        escape(bytes, start, length);
        json.name(escaped, 0, end);
    }

    /** Writes more of a string that was begun. */
    void append(byte[] bytes, int start, int length) {
        escape(bytes, start, length);
        json.append(escaped, 0, end);
    }

    /** Decodes hexadecimal digits; the first half as many bytes of the array are what they say, until the next call. */
    byte[] decoded(byte[] bytes, int start, int length) {
        if (decoded.length < length / 2) {
            decoded = new byte[length];
        }
        UntrustedString.decodeHexadecimal(bytes, start, length, decoded, 0);
        return decoded;
    }

    private void escape(byte[] bytes, int start, int length) {
        if (escaped.length < ESCAPE * length) {
            escaped = Arrays.copyOf(escaped, ESCAPE * length);
        }
        end = 0;
        int limit = start + length;
        for (int i = start; i < limit;) {
            byte next = bytes[i];
            if (next >= ' ' && next != '%' && next != '+' && next != 0x7f) {
                escaped[end++] = next;
                i++;
            } else if (next >= 0) {
                escape(next);
                i++;
            } else {
                i += character(bytes, i, limit);
            }
        }
    }

    private int character(byte[] bytes, int index, int limit) {
        int word = Utf8.bytes(bytes, index, limit);
        int size = Utf8.sequence(word);
        int length = Math.abs(size);
        int codePoint = size > 0 ? Utf8.codePoint(word, size) : FIRST_RESERVED;
        boolean isEscaped = codePoint >= FIRST_RESERVED && codePoint <= LAST_RESERVED;
        for (int i = 0; i < length; i++) {
            if (isEscaped) {
                escape(bytes[index + i]);
            } else {
                escaped[end++] = bytes[index + i];
            }
        }
        return length;
    }

    private void escape(byte next) {
        escaped[end++] = '%';
        escaped[end++] = DIGITS[next >> 4 & 0xf];
        escaped[end++] = DIGITS[next & 0xf];
    }
}
