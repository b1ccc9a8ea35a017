package io.github.nettyaudit.server.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON as UTF-8 bytes into a {@link ByteBuf}, without a string or an array in between. What it writes is always
 * valid: commas come by themselves, strings are escaped by {@link JsonStrings}.
 *
 * <p>Bytes that are not UTF-8 are kept by a second member. {@link #bytes} writes {@code "x":"a\ufffdb"}, in which U+FFFD
 * stands for each longest piece that could have begun a character (Unicode, chapter 3.9), and then
 * {@code "x_hex":"61ff62"} with all bytes; {@code x_hex} is there only if {@code x} is not all there is. So the bytes can
 * always be had back: those of {@code x_hex} if there is one, else those of {@code x}.
 *
 * <p>Not thread-safe. The buffer stays the caller's; it grows if it may.
 */
public final class JsonWriter {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String HEX_SUFFIX = "_hex";

    private final byte[] digits = new byte[20];
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private boolean commaNeeded;

    /**
     * Begins to write at the writer index of a buffer.
     *
     * @param target the buffer
     * @return this writer
     */
    public JsonWriter to(ByteBuf target) {
        out = target;
        commaNeeded = false;
        return this;
    }

    /**
     * Opens an object.
     *
     * @return this writer
     */
    public JsonWriter beginObject() {
        return begin('{');
    }

    /**
     * Closes an object.
     *
     * @return this writer
     */
    public JsonWriter endObject() {
        return end('}');
    }

    /**
     * Opens an array.
     *
     * @return this writer
     */
    public JsonWriter beginArray() {
        return begin('[');
    }

    /**
     * Closes an array.
     *
     * @return this writer
     */
    public JsonWriter endArray() {
        return end(']');
    }

    private JsonWriter begin(char bracket) {
        comma();
        out.writeByte(bracket);
        commaNeeded = false;
        return this;
    }

    private JsonWriter end(char bracket) {
        out.writeByte(bracket);
        commaNeeded = true;
        return this;
    }

    /** Closes the outermost object and ends the line. */
    public void endLine() {
        out.writeByte('}').writeByte('\n');
        commaNeeded = false;
    }

    private void comma() {
        if (commaNeeded) {
            out.writeByte(',');
        }
        commaNeeded = true;
    }

    /**
     * Writes the name of a member, whose value must follow.
     *
     * @param name ASCII characters that need no escape
     * @return this writer
     */
    public JsonWriter name(String name) {
        comma();
        out.writeByte('"');
        out.writeCharSequence(name, StandardCharsets.US_ASCII);
        out.writeByte('"').writeByte(':');
        commaNeeded = false;
        return this;
    }

    /**
     * Writes a number as a value.
     *
     * @param value the number
     * @return this writer
     */
    public JsonWriter value(long value) {
        comma();
        int start = digits.length;
        long rest = value;
        do {
            digits[--start] = DIGITS[(int) Math.abs(rest % 10)];
            rest /= 10;
        } while (rest != 0);
        if (value < 0) {
            out.writeByte('-');
        }
        out.writeBytes(digits, start, digits.length - start);
        return this;
    }

    /**
     * Writes a string as a value.
     *
     * @param value the string; half of a surrogate pair becomes a question mark
     * @return this writer
     */
    public JsonWriter value(String value) {
        comma();
        JsonStrings.write(out, Unpooled.wrappedBuffer(value.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    /**
     * Writes {@code null} as a value.
     *
     * @return this writer
     */
    public JsonWriter nullValue() {
        comma();
        out.writeCharSequence("null", StandardCharsets.US_ASCII);
        return this;
    }

    /**
     * Writes a member that is a number.
     *
     * @param name  the member's name
     * @param value the number
     * @return this writer
     */
    public JsonWriter number(String name, long value) {
        return name(name).value(value);
    }

    /**
     * Writes a member that is an unsigned number of 64 bits.
     *
     * @param name  the member's name
     * @param value the number
     * @return this writer
     */
    public JsonWriter unsigned(String name, long value) {
        if (value >= 0) {
            return number(name, value);
        }
        name(name);
        commaNeeded = true;
        out.writeCharSequence(Long.toUnsignedString(value), StandardCharsets.US_ASCII);
        return this;
    }

    /**
     * Writes a member that is a string.
     *
     * @param name  the member's name
     * @param value the string
     * @return this writer
     */
    public JsonWriter text(String name, String value) {
        return name(name).value(value);
    }

    /**
     * Writes a member that is text of unknown encoding, and, if it is not UTF-8, a second one with its bytes.
     *
     * @param name  the member's name; the second one has the suffix {@code _hex}
     * @param value the bytes, all that are readable; the reader index stays
     * @return this writer
     */
    public JsonWriter bytes(String name, ByteBuf value) {
        name(name);
        commaNeeded = true;
        return JsonStrings.write(out, value) ? this : hex(name + HEX_SUFFIX, value);
    }

    /**
     * Writes a member that is text of unknown encoding, see {@link #bytes(String, ByteBuf)}.
     *
     * @param name   the member's name
     * @param value  holds the bytes
     * @param start  the index of the first one
     * @param length how many there are
     * @return this writer
     */
    public JsonWriter bytes(String name, byte[] value, int start, int length) {
        return bytes(name, Unpooled.wrappedBuffer(value, start, length));
    }

    /**
     * Writes a member that is a string of lower-case hexadecimal digits.
     *
     * @param name  the member's name
     * @param value the bytes, all that are readable; the reader index stays
     * @return this writer
     */
    public JsonWriter hex(String name, ByteBuf value) {
        name(name);
        commaNeeded = true;
        out.writeByte('"');
        for (int i = value.readerIndex(); i < value.writerIndex(); i++) {
            byte b = value.getByte(i);
            out.writeByte(DIGITS[b >> 4 & 0xf]).writeByte(DIGITS[b & 0xf]);
        }
        out.writeByte('"');
        return this;
    }

    /**
     * Writes bytes that are JSON members already.
     *
     * @param members one or more members, with commas between them only
     * @return this writer
     */
    public JsonWriter raw(byte[] members) {
        comma();
        out.writeBytes(members);
        return this;
    }
}
