package io.github.nettyaudit.server.text;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.text.HiddenCharacters;
import io.github.nettyaudit.schema.text.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * Text from a record, escaped so that it can neither control a terminal nor be taken for something else. A backslash
 * always begins an escape:
 * <table>
 * <caption>The escapes</caption>
 * <tr><td>{@code \\} {@code \"}</td><td>a backslash; a quotation mark (in a {@linkplain #value value} only)</td></tr>
 * <tr><td>{@code \n} {@code \r} {@code \t}</td><td>newline, carriage return, tab</td></tr>
 * <tr><td>{@code \x1b}</td><td>another ASCII control character, or a byte that is not UTF-8</td></tr>
 * <tr><td><code>&#92;u{202e}</code></td><td>a {@linkplain HiddenCharacters hidden character}, by its code
 * point</td></tr>
 * </table>
 */
public final class PrintableText {
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ASCII_END = 0x80;
    private static final char ELLIPSIS = '\u2026';

    private PrintableText() {
    }

    /**
     * Returns the text as the value of a field. It stands in quotation marks if it is empty or has a blank, a quotation
     * mark or an escape, so that it can never be taken for several fields.
     *
     * @param text the text, most often UTF-8
     * @return printable text
     */
    public static String value(TextBuffer text) {
        return value(text.array(), 0, text.length());
    }

    /**
     * Returns the text as the value of a field, see {@link #value(TextBuffer)}.
     *
     * @param text the text
     * @return printable text
     */
    public static String value(String text) {
        if (!text.isEmpty() && PlainAscii.isWord(text)) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return value(bytes, 0, bytes.length);
    }

    /**
     * Appends text as the value of a field, see {@link #value(TextBuffer)}.
     *
     * @param text   holds the text, most often UTF-8
     * @param start  the index of its first byte
     * @param length how many bytes it has
     * @param out    what the value, UTF-8, is appended to
     */
    public static void appendValue(byte[] text, int start, int length, TextBuffer out) {
        if (length > 0 && PlainAscii.isWord(text, start, length)) {
            out.append(text, start, length);
            return;
        }
        int opening = out.length();
        out.append('"');
        boolean isPlain = append(text, start, start + length, true, out);
        int end = out.length();
        if (length > 0 && isPlain && !hasBlank(text, start, start + length)) {
            System.arraycopy(out.array(), opening + 1, out.array(), opening, end - opening - 1);
            out.truncate(end - 1);
        } else {
            out.append('"');
        }
    }

    /**
     * Returns the text as a word that stands alone. It is written as a {@linkplain #value(TextBuffer) value}, and is in
     * quotation marks too if it could be taken for something that is not a word: for a field
     * ({@code name=value}; what begins with a hyphen cannot), for the continuation of a line ({@code |}), for a remark in
     * parentheses, or for an omission ({@code …}).
     *
     * @param text the text, most often UTF-8
     * @return printable text
     */
    public static String word(TextBuffer text) {
        return word(value(text));
    }

    /**
     * Returns the text as a word that stands alone, see {@link #word(TextBuffer)}.
     *
     * @param bytes  holds the text, most often UTF-8
     * @param start  the index of its first byte
     * @param length the number of its bytes
     * @return printable text
     */
    public static String word(byte[] bytes, int start, int length) {
        return word(value(bytes, start, length));
    }

    /**
     * Returns the text as a word that stands alone, see {@link #word(TextBuffer)}.
     *
     * @param text the text
     * @return printable text
     */
    public static String wordOf(String text) {
        return word(value(text));
    }

    private static String word(String value) {
        char first = value.charAt(0);
        boolean isOther = first == '|' || first == '(' || first != '-' && value.indexOf('=') >= 0
                || value.indexOf(ELLIPSIS) >= 0;
        return first != '"' && isOther ? '"' + value + '"' : value;
    }

    /**
     * Appends the name of a field. It is written as a {@linkplain #value(TextBuffer) value}, and is in quotation marks
     * too if it has other characters than ASCII letters, digits, {@code _ - . [ ]}, or begins with one of the last four.
     *
     * @param bytes  holds the name
     * @param start  the index of its first byte
     * @param length the number of its bytes
     * @param out    what the name, UTF-8, is appended to
     */
    public static void appendName(byte[] bytes, int start, int length, TextBuffer out) {
        if (length > 0 && isName(bytes, start, start + length)) {
            out.append(bytes, start, length);
        } else {
            String value = value(bytes, start, length);
            out.append(value.charAt(0) == '"' ? value : '"' + value + '"');
        }
    }

    private static boolean isName(byte[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            byte c = text[i];
            boolean isLetter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
            if (!isLetter && (i == start || c != '-' && c != '.' && c != '[' && c != ']')) {
                return false;
            }
        }
        return true;
    }

    private static String value(byte[] bytes, int start, int length) {
        if (length > 0 && PlainAscii.isWord(bytes, start, length)) {
            return new String(bytes, start, length, StandardCharsets.ISO_8859_1);
        }
        if (PlainAscii.endOfWords(bytes, start, start + length) == start + length) {
            // it is empty or has blanks
            return '"' + new String(bytes, start, length, StandardCharsets.ISO_8859_1) + '"';
        }
        TextBuffer out = new TextBuffer();
        appendValue(bytes, start, length, out);
        return out.toString();
    }

    private static boolean hasBlank(byte[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text[i] == ' ') {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns the text as one line, without quotation marks around it.
     *
     * @param text the text
     * @return printable text
     */
    public static String line(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        TextBuffer out = new TextBuffer();
        append(bytes, 0, bytes.length, false, out);
        return out.toString();
    }

    /** Appends text between two indices, escaped; returns whether there was nothing to escape. */
    private static boolean append(byte[] text, int start, int end, boolean escapeQuotes, TextBuffer out) {
        boolean isPlain = true;
        int index = start;
        while (index < end) {
            int special = PlainAscii.endOfWords(text, index, end);
            out.append(text, index, special - index);
            index = special;
            if (index == end) {
                break;
            }
            int bytes = Utf8.bytes(text, index, end);
            int length = Utf8.sequence(bytes);
            if (length < 0) {
                escapeByte(text[index] & 0xff, out);
                isPlain = false;
                index++;
                continue;
            }
            int codePoint = Utf8.codePoint(bytes, length);
            if (codePoint == '"' && !escapeQuotes || codePoint != '"' && codePoint != '\\'
                    && !HiddenCharacters.isHidden(codePoint)
                    && (index > start || !HiddenCharacters.isCombining(codePoint))) {
                out.append(text, index, length);
            } else {
                escape(codePoint, out);
                isPlain = false;
            }
            index += length;
        }
        return isPlain;
    }

    private static void escape(int codePoint, TextBuffer out) {
        switch (codePoint) {
            case '\\' -> out.append("\\\\");
            case '"' -> out.append("\\\"");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (codePoint < ASCII_END) {
                    escapeByte(codePoint, out);
                } else {
                    out.append("\\u{").appendHexadecimal(codePoint).append('}');
                }
            }
        }
    }

    private static void escapeByte(int octet, TextBuffer out) {
        out.append("\\x").append(DIGITS[octet >> 4]).append(DIGITS[octet & 0xf]);
    }
}
