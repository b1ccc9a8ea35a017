package io.github.nettyaudit.schema.otel;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Writes the fields of a {@code LogRecord}. Text that is not UTF-8 becomes a value of the type {@code bytes}, so that nothing
 * of it is lost. Not thread-safe.
 *
 * <p>Lists and arrays are collected in a buffer of their own, because their length precedes them.
 */
final class LogRecordWriter {
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private final ByteBuf list = Unpooled.buffer();
    private final ByteBuf inner = Unpooled.buffer();

    LogRecordWriter to(ByteBuf target) {
        out = target;
        return this;
    }

    void time(long seconds, int milliseconds) {
        out.writeByte(Protobuf.TIME).writeLongLE(seconds * 1_000_000_000L + milliseconds * 1_000_000L);
    }

    void severity(int number, byte[] text) {
        out.writeByte(Protobuf.SEVERITY_NUMBER).writeByte(number);
        sized(out, Protobuf.SEVERITY_TEXT, text, 0, text.length);
    }

    void eventName(byte[] prefix, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        out.writeByte(Protobuf.EVENT_NAME);
        Protobuf.varint(out, prefix.length + text.length);
        out.writeBytes(prefix).writeBytes(text);
    }

    /** The body, which is for people: what is not UTF-8 becomes U+FFFD. */
    void body(byte[] text, int start, int length) {
        if (!Protobuf.isText(text, start, length)) {
            byte[] replaced = new String(text, start, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
            body(replaced, 0, replaced.length);
            return;
        }
        int size = 1 + Protobuf.sized(length);
        out.writeByte(Protobuf.BODY);
        Protobuf.varint(out, size);
        text(out, text, start, length);
    }

    void number(AttributeName name, long number) {
        int size = 1 + Protobuf.varintSize(number);
        begin(name, size);
        out.writeByte(Protobuf.INTEGER);
        Protobuf.varint(out, number);
    }

    void text(AttributeName name, byte[] text, int start, int length) {
        begin(name, 1 + Protobuf.sized(length));
        text(out, text, start, length);
    }

    void text(AttributeName name, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        text(name, bytes, 0, bytes.length);
    }

    /** The tag, the length and the key of an attribute, and the tag and the length of its value. */
    private void begin(AttributeName name, int size) {
        out.writeByte(Protobuf.ATTRIBUTE);
        Protobuf.varint(out, name.field.length + 1 + Protobuf.sized(size));
        out.writeBytes(name.field).writeByte(Protobuf.VALUE);
        Protobuf.varint(out, size);
    }

    /** The content of an {@code AnyValue}. */
    private static void text(ByteBuf target, byte[] text, int start, int length) {
        sized(target, Protobuf.isText(text, start, length) ? Protobuf.STRING : Protobuf.BYTES, text, start, length);
    }

    private static void sized(ByteBuf target, int tag, byte[] bytes, int start, int length) {
        target.writeByte(tag);
        Protobuf.varint(target, length);
        target.writeBytes(bytes, start, length);
    }

    /** Begins an array or a list; at most one at a time. */
    void beginElements() {
        list.clear();
    }

    boolean hasElements() {
        return list.isReadable();
    }

    /** Adds a text to the array. */
    void element(byte[] text, int start, int length) {
        list.writeByte(Protobuf.ELEMENT);
        Protobuf.varint(list, 1 + Protobuf.sized(length));
        text(list, text, start, length);
    }

    /** Adds a value that is not known to the array. */
    void unknownElement() {
        list.writeByte(Protobuf.ELEMENT).writeByte(0);
    }

    /** Begins a member of the list, whose values follow as {@link #innerElement}. */
    void beginInner() {
        inner.clear();
    }

    void innerElement(byte[] text, int start, int length) {
        inner.writeByte(Protobuf.ELEMENT);
        Protobuf.varint(inner, 1 + Protobuf.sized(length));
        text(inner, text, start, length);
    }

    /** Adds the inner values to the list as one array. */
    void innerArray(byte[] name, int start, int length) {
        int size = 1 + Protobuf.sized(inner.readableBytes());
        list.writeByte(Protobuf.ELEMENT);
        Protobuf.varint(list, 1 + Protobuf.sized(length) + 1 + Protobuf.sized(size));
        sized(list, Protobuf.KEY, name, start, length);
        list.writeByte(Protobuf.VALUE);
        Protobuf.varint(list, size);
        list.writeByte(Protobuf.ARRAY);
        Protobuf.varint(list, inner.readableBytes());
        list.writeBytes(inner);
    }

    /** Adds the inner members to the array as one list. */
    void innerList() {
        int size = 1 + Protobuf.sized(inner.readableBytes());
        list.writeByte(Protobuf.ELEMENT);
        Protobuf.varint(list, size);
        list.writeByte(Protobuf.LIST);
        Protobuf.varint(list, inner.readableBytes());
        list.writeBytes(inner);
    }

    /** Adds a member to the list. */
    void member(byte[] name, int nameStart, int nameLength, byte[] text, int start, int length) {
        member(list, name, nameStart, nameLength, text, start, length);
    }

    /** Adds a member to the inner list. */
    void innerMember(byte[] name, int nameStart, int nameLength, byte[] text, int start, int length) {
        member(inner, name, nameStart, nameLength, text, start, length);
    }

    private static void member(ByteBuf target, byte[] name, int nameStart, int nameLength, byte[] text, int start,
            int length) {
        int size = 1 + Protobuf.sized(length);
        target.writeByte(Protobuf.ELEMENT);
        Protobuf.varint(target, 1 + Protobuf.sized(nameLength) + 1 + Protobuf.sized(size));
        sized(target, Protobuf.KEY, name, nameStart, nameLength);
        target.writeByte(Protobuf.VALUE);
        Protobuf.varint(target, size);
        text(target, text, start, length);
    }

    void endArray(AttributeName name) {
        end(name, Protobuf.ARRAY);
    }

    void endList(AttributeName name) {
        end(name, Protobuf.LIST);
    }

    /** Writes the attribute; nothing if it is empty. */
    private void end(AttributeName name, int tag) {
        int length = list.readableBytes();
        if (length > 0) {
            begin(name, 1 + Protobuf.sized(length));
            out.writeByte(tag);
            Protobuf.varint(out, length);
            out.writeBytes(list);
        }
    }
}
