package io.github.nettyaudit.testkit;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/**
 * Bytes as people write them down, and the assertion that a buffer holds them.
 *
 * <pre>{@code
 * HexDump.assertEquals("""
 *         10 00 00 00 | e8 03 | 05 00     # length 16, AUDIT_GET, REQUEST|ACK
 *         65 00 00 00 | 00 00 00 00       # sequence 101, port id 0
 *         """, datagram);
 * }</pre>
 *
 * <p>Hex digits come in pairs, pairs may stand together ({@code 10000000}); blanks, line ends and {@code |} separate.
 * {@code #} starts a comment that ends with the line. Text between double quotes stands for its bytes in UTF-8;
 * there are no escapes in it. An offset such as {@code 0010:} at the start of a line is passed over.
 */
public final class HexDump {
    private static final int ROW = 16;

    private HexDump() {
    }

    /**
     * The bytes that {@code dump} writes down, in an unpooled heap buffer that need not be released.
     *
     * @param dump the text in the format that the class describes
     * @return the bytes from index 0 to the writer index
     * @throws IllegalArgumentException at anything that is neither hex, separator, comment nor quoted text, naming the
     *                                  line
     */
    public static ByteBuf parse(String dump) {
        ByteBuf bytes = Unpooled.buffer(dump.length() / 2 + 1);
        int line = 1;
        for (int index = afterOffset(dump, 0); index < dump.length();) {
            char character = dump.charAt(index);
            if (character == '\n') {
                line++;
                index = afterOffset(dump, index + 1);
            } else if (Character.isWhitespace(character) || character == '|') {
                index++;
            } else if (character == '#') {
                index = end(dump, index, '\n');
            } else if (character == '"') {
                int closing = end(dump, index + 1, '"');
                if (closing == dump.length() || dump.substring(index, closing).indexOf('\n') >= 0) {
                    throw invalid(line, "text without a closing quote");
                }
                bytes.writeCharSequence(dump.substring(index + 1, closing), StandardCharsets.UTF_8);
                index = closing + 1;
            } else {
                bytes.writeByte(digit(dump, index, line) << 4 | digit(dump, index + 1, line));
                index += 2;
            }
        }
        return bytes;
    }

    /**
     * Asserts that the readable bytes of {@code actual} are those of {@code expectedDump} (see {@link #parse}). Neither
     * indices nor reference count of {@code actual} change.
     *
     * @param expectedDump the expected bytes as text, see {@link #parse}
     * @param actual       the buffer to check, from its reader to its writer index
     * @throws AssertionError with both dumps, the rows that differ marked, and the first byte that differs
     */
    public static void assertEquals(String expectedDump, ByteBuf actual) {
        assertEquals(parse(expectedDump), actual);
    }

    /**
     * As {@link #assertEquals(String, ByteBuf)}, against another buffer's readable bytes.
     *
     * @param expected the expected bytes, from reader to writer index; not changed and not released
     * @param actual   the buffer to check; not changed and not released
     * @throws AssertionError if the readable bytes differ, with the same message
     */
    public static void assertEquals(ByteBuf expected, ByteBuf actual) {
        if (!ByteBufUtil.equals(expected, actual)) {
            throw new AssertionError(difference(ByteBufUtil.getBytes(expected), ByteBufUtil.getBytes(actual)));
        }
    }

    /**
     * As {@link #assertEquals(String, ByteBuf)}, for an array.
     *
     * @param expectedDump the expected bytes as text, see {@link #parse}
     * @param actual       the array to check, all of it
     * @throws AssertionError if the bytes differ, with the same message
     */
    public static void assertEquals(String expectedDump, byte[] actual) {
        assertEquals(parse(expectedDump), Unpooled.wrappedBuffer(actual));
    }

    /**
     * The readable bytes in rows of 16: offset in hex, bytes, and what of them is ASCII. {@link #parse} reads it.
     *
     * @param buffer the buffer to print; neither its indices nor its reference count change
     * @return one line for each row, each with a line feed at its end; empty for an empty buffer
     */
    public static String format(ByteBuf buffer) {
        byte[] bytes = ByteBufUtil.getBytes(buffer);
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < bytes.length; row += ROW) {
            appendRow(text, bytes, row);
            text.append('\n');
        }
        return text.toString();
    }

    private static String difference(byte[] expected, byte[] actual) {
        int common = Math.min(expected.length, actual.length);
        int first = 0;
        while (first < common && expected[first] == actual[first]) {
            first++;
        }
        StringBuilder text = new StringBuilder(256);
        text.append("expected ").append(expected.length).append(" bytes, got ").append(actual.length)
                .append("; the first difference is at byte ").append(first)
                .append(String.format(" (0x%x): expected %s, got %s%n", first, at(expected, first), at(actual, first)));
        for (int row = 0; row < Math.max(expected.length, actual.length); row += ROW) {
            if (sameRow(expected, actual, row)) {
                text.append("    ");
                appendRow(text, expected, row);
                text.append('\n');
            } else {
                text.append("  - ");
                appendRow(text, expected, row);
                text.append("\n  + ");
                appendRow(text, actual, row);
                text.append('\n');
            }
        }
        return text.toString();
    }

    private static boolean sameRow(byte[] expected, byte[] actual, int row) {
        for (int index = row; index < row + ROW; index++) {
            if (!at(expected, index).equals(at(actual, index))) {
                return false;
            }
        }
        return true;
    }

    private static String at(byte[] bytes, int index) {
        return index < bytes.length ? String.format("%02x", bytes[index]) : "nothing";
    }

    private static void appendRow(StringBuilder text, byte[] bytes, int row) {
        text.append(String.format("%04x: ", row));
        for (int index = row; index < row + ROW; index++) {
            text.append(index < bytes.length ? String.format("%02x ", bytes[index]) : "   ");
            if (index == row + ROW / 2 - 1) {
                text.append("| ");
            }
        }
        text.append("# ");
        for (int index = row; index < Math.min(row + ROW, bytes.length); index++) {
            text.append(bytes[index] >= 0x20 && bytes[index] < 0x7f ? (char) bytes[index] : '.');
        }
    }

    private static int afterOffset(String dump, int lineStart) {
        int start = lineStart;
        while (start < dump.length() && (dump.charAt(start) == ' ' || dump.charAt(start) == '\t')) {
            start++;
        }
        int end = start;
        while (end < dump.length() && Character.digit(dump.charAt(end), 16) >= 0) {
            end++;
        }
        return end > start && end < dump.length() && dump.charAt(end) == ':' ? end + 1 : lineStart;
    }

    private static int end(String dump, int from, char terminator) {
        int end = dump.indexOf(terminator, from);
        return end < 0 ? dump.length() : end;
    }

    private static int digit(String dump, int index, int line) {
        int digit = index < dump.length() ? Character.digit(dump.charAt(index), 16) : -1;
        if (digit < 0) {
            throw invalid(line, index < dump.length() ? "'" + dump.charAt(index) + "' is not a hex digit"
                    : "half a byte at the end");
        }
        return digit;
    }

    private static IllegalArgumentException invalid(int line, String what) {
        return new IllegalArgumentException("line " + line + " of the hex dump: " + what);
    }
}
