package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Collects the lines of a JSON object that was printed on several lines, as {@code journalctl -o json-pretty} and
 * jq(1) do: from a line that is {@code {} to the next one that is {@code }} and not indented. A string has no newline
 * in JSON, so no line of a value can be taken for the end.
 */
final class PrettyJson {
    private final ByteBuf text = Unpooled.buffer();
    private int lines;

    /** Whether an object has begun. */
    boolean isOpen() {
        return lines > 0;
    }

    /** Whether a line begins an object. */
    static boolean isStart(ByteBuf buffer, int start, int end) {
        return end - start == 1 && buffer.getByte(start) == '{' && !isIndented(buffer, start);
    }

    /** Whether a line ends an object. */
    static boolean isEnd(ByteBuf buffer, int start, int end) {
        return end - start == 1 && buffer.getByte(start) == '}' && !isIndented(buffer, start);
    }

    private static boolean isIndented(ByteBuf buffer, int start) {
        return start > buffer.readerIndex() && (buffer.getByte(start - 1) == ' ' || buffer.getByte(start - 1) == '\t');
    }

    /** Whether so many bytes more can be collected. */
    boolean hasRoom(int length) {
        return text.readableBytes() + length + 2 < AuditLogSplitter.MAX_LINE;
    }

    void add(ByteBuf buffer, int start, int end) {
        lines++;
        if (isIndented(buffer, start)) {
            text.writeByte(' ');
        }
        text.writeBytes(buffer, start, end - start).writeByte('\n');
    }

    /** The lines so far, each with a newline, and with one blank in front if it was indented; valid until {@link #clear()}. */
    ByteBuf text() {
        return text;
    }

    /** The number of lines. */
    int lines() {
        return lines;
    }

    /** Begins anew. */
    void clear() {
        text.clear();
        lines = 0;
    }
}
