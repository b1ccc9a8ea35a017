package io.github.nettyaudit.schema.json;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON (RFC 8259) as UTF-8 into a {@link ByteBuf}. What it writes is always valid: commas come by themselves,
 * and strings are escaped. Escaped are {@code "}, {@code \}, and all
 * {@linkplain io.github.nettyaudit.schema.text.HiddenCharacters#isHidden hidden characters}, so that a line of JSON can
 * be shown on a terminal as it is.
 *
 * <p>Bytes that are not UTF-8 are never lost. There are two ways to write them:
 * <ul>
 * <li>{@link #string(byte[], int, int)} writes each such byte <i>nn</i> as the character U+EF<i>nn</i>, which
 * {@link JsonBytes} turns back. All documents of this module are written so.
 * <li>{@link #bytes} writes {@code "x":"a\ufffdb"}, in which U+FFFD stands for each longest piece that could have begun
 * a character (Unicode, chapter 3.9), and then a second member {@code "x_hex":"61ff62"} with all bytes; {@code x_hex}
 * is there only if {@code x} is not all there is. The lines of single records are written so.
 * </ul>
 *
 * <p>The bytes of a document are collected in memory of the writer's own and are copied into the buffer when the
 * outermost object or array is closed, so that the buffer is looked at once per document. Allocates nothing once it is
 * warm. Not thread-safe. The buffer stays the caller's; it grows if it may.
 */
public final class JsonWriter extends JsonOutput {
    private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX_SUFFIX = "_hex".getBytes(StandardCharsets.US_ASCII);
    private static final int FIRST_CAPACITY = 4096;

    private int depth;
    private byte[] scratch = new byte[0];
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private boolean commaNeeded;

    /** Creates a writer; {@link #to(ByteBuf)} comes next. */
    public JsonWriter() {
    }

    /**
     * Begins to write at the writer index of a buffer.
     *
     * @param target the buffer
     * @return this writer
     */
    public JsonWriter to(ByteBuf target) {
        out = target;
        end = 0;
        depth = 0;
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
     * Opens an object that is a member.
     *
     * @param name the member's name
     * @return this writer
     */
    public JsonWriter beginObject(JsonName name) {
        return name(name).begin('{');
    }

    /**
     * Closes an object or, if nothing was written since it was opened as a member, takes it back with its name.
     *
     * @param name the name with which it was opened
     * @return this writer
     */
    public JsonWriter endObject(JsonName name) {
        return endOrTakeBack('}', name);
    }

    /**
     * Opens an array that is a member.
     *
     * @param name the member's name
     * @return this writer
     */
    public JsonWriter beginArray(JsonName name) {
        return name(name).begin('[');
    }

    /**
     * Closes an array or, if nothing was written since it was opened as a member, takes it back with its name.
     *
     * @param name the name with which it was opened
     * @return this writer
     */
    public JsonWriter endArray(JsonName name) {
        return endOrTakeBack(']', name);
    }

    private JsonWriter endOrTakeBack(char bracket, JsonName name) {
        if (commaNeeded) {
            return end(bracket);
        }
        depth--;
        end -= name.length;
        commaNeeded = end > 0 && bytes[end - 1] == ',';
        if (commaNeeded) {
            end--;
        }
        return this;
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
        put(bracket);
        depth++;
        commaNeeded = false;
        return this;
    }

    private JsonWriter end(char bracket) {
        put(bracket);
        depth--;
        commaNeeded = true;
        return written();
    }

    /** Closes the outermost object and ends the line. */
    public void endLine() {
        put('}');
        put('\n');
        depth--;
        written();
        commaNeeded = false;
    }

    /** Copies a document that is complete into the buffer. */
    private JsonWriter written() {
        if (depth <= 0) {
            out.writeBytes(bytes, 0, end);
            empty();
        }
        return this;
    }

    private void comma() {
        if (commaNeeded) {
            put(',');
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
        put('"');
        putAscii(name);
        put('"');
        put(':');
        commaNeeded = false;
        return this;
    }

    /**
     * Writes the name of a member, whose value must follow.
     *
     * @param name the name
     * @return this writer
     */
    public JsonWriter name(JsonName name) {
        int skipped = commaNeeded ? 0 : 1;
        putPadded(name.member, skipped, name.length - skipped);
        commaNeeded = false;
        return this;
    }

    /**
     * Writes the name of a member, whose value must follow.
     *
     * @param text   holds the name, as {@link #string(byte[], int, int)} takes it
     * @param start  the index of the first byte
     * @param length how many there are
     * @return this writer
     */
    public JsonWriter name(byte[] text, int start, int length) {
        string(text, start, length);
        put(':');
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
        putNumber(value);
        return written();
    }

    /**
     * Writes a string as a value.
     *
     * @param value the string; half of a surrogate pair becomes a question mark
     * @return this writer
     */
    public JsonWriter value(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        comma();
        putString(utf8, 0, utf8.length, JsonStrings.REPLACE);
        return written();
    }

    /**
     * Writes {@code true} or {@code false} as a value.
     *
     * @param value which
     * @return this writer
     */
    public JsonWriter value(boolean value) {
        comma();
        put(value ? TRUE : FALSE);
        return written();
    }

    /**
     * Writes {@code null} as a value.
     *
     * @return this writer
     */
    public JsonWriter nullValue() {
        comma();
        put(NULL);
        return written();
    }

    /**
     * Writes text of unknown encoding as a value. Bytes that are not UTF-8 become characters from U+EF80 to U+EFFF, as
     * {@link JsonBytes} says.
     *
     * @param text   holds the text
     * @param start  the index of the first byte
     * @param length how many there are
     * @return this writer
     */
    public JsonWriter string(byte[] text, int start, int length) {
        comma();
        putString(text, start, start + length, JsonStrings.KEEP);
        return written();
    }

    /**
     * Writes a member that is text of unknown encoding, as {@link #string(byte[], int, int)} does.
     *
     * @param name   the member's name
     * @param text   holds the text
     * @param start  the index of the first byte
     * @param length how many there are
     * @return this writer
     */
    public JsonWriter string(JsonName name, byte[] text, int start, int length) {
        int longest = JsonStrings.longest(length);
        reserve(Math.addExact(longest, name.length + PADDING));
        int skipped = commaNeeded ? 0 : 1;
        byte[] to = bytes;
        int at = copyPadded(name.member, skipped, name.length + 1 - skipped, to, end);
        at = JsonStrings.write(text, start, start + length, to, at, JsonStrings.KEEP) & Integer.MAX_VALUE;
        to[at] = '"';
        end = at + 1;
        commaNeeded = true;
        return written();
    }

    /**
     * Begins a string whose text comes in pieces, see {@link #append(byte[], int, int)}.
     *
     * @return this writer
     */
    public JsonWriter beginString() {
        comma();
        put('"');
        return this;
    }

    /**
     * Writes more of the string that {@link #beginString()} began; a character must not be split.
     *
     * @param text   holds the text, as {@link #string(byte[], int, int)} takes it
     * @param start  the index of the first byte
     * @param length how many there are
     * @return this writer
     */
    public JsonWriter append(byte[] text, int start, int length) {
        reserve(JsonStrings.longest(length));
        end = JsonStrings.write(text, start, start + length, bytes, end, JsonStrings.KEEP) & Integer.MAX_VALUE;
        return this;
    }

    /**
     * Writes more of the string that {@link #beginString()} began.
     *
     * @param ascii ASCII characters that need no escape
     * @return this writer
     */
    public JsonWriter append(String ascii) {
        putAscii(ascii);
        return this;
    }

    /**
     * Writes more of the string that {@link #beginString()} began.
     *
     * @param text a string prepared before
     * @return this writer
     */
    public JsonWriter append(JsonText text) {
        putPadded(text.padded, 1, text.length - 2);
        return this;
    }

    /**
     * Writes the decimal digits of a number into the string that {@link #beginString()} began.
     *
     * @param number the number
     * @return this writer
     */
    public JsonWriter append(long number) {
        putNumber(number);
        return this;
    }

    /**
     * Writes the decimal digits of a number into the string that {@link #beginString()} began, with leading zeros.
     *
     * @param number the number, not negative
     * @param digits how many digits there are at least, at most 19
     * @return this writer
     */
    public JsonWriter append(long number, int digits) {
        putNumber(number, digits);
        return this;
    }

    /**
     * Ends the string that {@link #beginString()} began.
     *
     * @return this writer
     */
    public JsonWriter endString() {
        put('"');
        return written();
    }

    private boolean putString(byte[] text, int start, int textEnd, boolean keep) {
        reserve(JsonStrings.longest(textEnd - start) + 2);
        bytes[end++] = '"';
        int written = JsonStrings.write(text, start, textEnd, bytes, end, keep);
        end = written & Integer.MAX_VALUE;
        bytes[end++] = '"';
        return written >= 0;
    }

    /**
     * Writes a number as a value.
     *
     * @param digits holds the decimal digits of the number
     * @param start  the index of the first one
     * @param length how many there are, 1 or more; no leading zero
     * @return this writer
     */
    public JsonWriter number(byte[] digits, int start, int length) {
        comma();
        reserve(length);
        System.arraycopy(digits, start, bytes, end, length);
        end += length;
        return written();
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
     * Writes a member that is a number.
     *
     * @param name  the member's name
     * @param value the number
     * @return this writer
     */
    public JsonWriter number(JsonName name, long value) {
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
        putAscii(Long.toUnsignedString(value));
        return written();
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
     * Writes a member that is a string.
     *
     * @param name  the member's name
     * @param value a string prepared before
     * @return this writer
     */
    public JsonWriter text(JsonName name, JsonText value) {
        reserve(name.length + value.length + PADDING);
        int skipped = commaNeeded ? 0 : 1;
        int at = copyPadded(name.member, skipped, name.length - skipped, bytes, end);
        end = copyPadded(value.padded, 0, value.length, bytes, at);
        commaNeeded = true;
        return written();
    }

    /**
     * Writes a string as a value.
     *
     * @param value a string prepared before
     * @return this writer
     */
    public JsonWriter value(JsonText value) {
        comma();
        putPadded(value.padded, 0, value.length);
        return written();
    }

    /**
     * Writes a member that is text of unknown encoding, and, if it is not UTF-8, a second one with its bytes.
     *
     * @param name  the member's name; the second one has the suffix {@code _hex}
     * @param value the bytes, all that are readable; the reader index stays
     * @return this writer
     */
    public JsonWriter bytes(String name, ByteBuf value) {
        int length = value.readableBytes();
        if (value.hasArray()) {
            return bytes(name, value.array(), value.arrayOffset() + value.readerIndex(), length);
        }
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, FIRST_CAPACITY)];
        }
        value.getBytes(value.readerIndex(), scratch, 0, length);
        return bytes(name, scratch, 0, length);
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
        name(name);
        commaNeeded = true;
        if (!putString(value, start, start + length, JsonStrings.REPLACE)) {
            put(',');
            put('"');
            putAscii(name);
            put(HEX_SUFFIX);
            put('"');
            put(':');
            putHexadecimal(value, start, length);
        }
        return written();
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
        byte[] copy = new byte[value.readableBytes()];
        value.getBytes(value.readerIndex(), copy);
        putHexadecimal(copy, 0, copy.length);
        return written();
    }

    /**
     * Returns where the document ends so far, for {@link #keep}.
     *
     * @return the number of bytes that were written
     */
    public int position() {
        return end;
    }

    /**
     * Keeps the members that were written since a position, to write them again with {@link #members}.
     *
     * @param members  receives the members, none or more
     * @param position what {@link #position()} returned, before the first of them and in the same object
     */
    public void keep(JsonMembers members, int position) {
        members.set(bytes, position, end);
    }

    /**
     * Writes members that were kept.
     *
     * @param members what {@link #keep} received
     * @return this writer
     */
    public JsonWriter members(JsonMembers members) {
        if (members.length() > 0) {
            comma();
            reserve(members.length());
            System.arraycopy(members.array(), 0, bytes, end, members.length());
            end += members.length();
        }
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
        put(members);
        return written();
    }
}
