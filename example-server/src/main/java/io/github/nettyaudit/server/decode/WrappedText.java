package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.text.HiddenCharacters;
import io.github.nettyaudit.schema.text.Utf8;
import io.github.nettyaudit.server.text.CharacterWidth;
import java.nio.charset.StandardCharsets;

/**
 * Text in lines of a limited width. Each paragraph is a headline, or begins with a label; parts follow, with blanks
 * between them or in a new line. A part that is longer than a line is continued in lines that begin with {@code |}. No
 * line is longer than the width, so that a terminal breaks none, and no part of a text begins a line that could be
 * taken for a paragraph.
 */
final class WrappedText {
    /** The column at which all lines of a paragraph but the first begin. */
    static final int INDENT = 11;
    /** The narrowest text that is of use. */
    static final int LEAST_WIDTH = 40;

    private static final int LABEL_INDENT = 2;
    private static final int MOST_MARKS = 8;
    private static final byte[] BLANKS = " ".repeat(INDENT).getBytes(StandardCharsets.US_ASCII);
    private static final String CONTINUATION = "| ";

    private final TextBuffer out = new TextBuffer();
    private final int width;
    private final boolean coloured;
    private int column;
    private boolean first = true;

    /** @param width columns of a line, at least {@link #LEAST_WIDTH}; 0 for no limit */
    WrappedText(int width, boolean coloured) {
        this.width = width == 0 ? Integer.MAX_VALUE : Math.max(LEAST_WIDTH, width);
        this.coloured = coloured;
    }

    /** Forgets the text. */
    void clear() {
        out.clear();
        column = 0;
        first = true;
    }

    /** Ends the line. */
    void endLine() {
        out.append('\n');
        column = 0;
        first = true;
    }

    /** Begins a paragraph. */
    void label(String label, AnsiStyle style) {
        indent(LABEL_INDENT);
        column = LABEL_INDENT;
        if (coloured || !isShort(label, "") || !writeAscii("", label, "")) {
            write(label, style);
        }
        int gap = Math.max(1, INDENT - column);
        indent(gap);
        column += gap;
        first = true;
    }

    /** Appends a part of one style. */
    void part(String separator, String text, AnsiStyle style) {
        part(separator, "", AnsiStyle.PLAIN, text, style);
    }

    /**
     * Appends a part of two styles, such as a field with its name. Either may be empty.
     *
     * @param separator stands between the part before and this one, if both are in one line
     */
    void part(String separator, String head, AnsiStyle headStyle, String tail, AnsiStyle tailStyle) {
        if (!coloured && isShort(head, tail) && writeAscii(separator, head, tail)) {
            return;
        }
        begin(separator, columns(head) + columns(tail));
        write(head, headStyle);
        write(tail, tailStyle);
    }

    /** Whether two texts of as many columns as characters fit into a line. */
    private boolean isShort(String head, String tail) {
        return head.length() + tail.length() <= width - (first ? column : INDENT);
    }

    /** Appends a part that fits into a line; does nothing and returns false if it has unusual characters. */
    private boolean writeAscii(String separator, String head, String tail) {
        byte[] headBytes = head.getBytes(StandardCharsets.UTF_8);
        byte[] tailBytes = tail.getBytes(StandardCharsets.UTF_8);
        if (!isSimple(headBytes) || !isSimple(tailBytes)) {
            return false;
        }
        int length = headBytes.length + tailBytes.length;
        begin(separator, length);
        out.append(headBytes).append(tailBytes);
        column += length;
        return true;
    }

    /** Whether all bytes are characters of one column that need no escape. */
    private static boolean isSimple(byte[] text) {
        for (byte b : text) {
            if (b < ' ' || b == 0x7f) {
                return false;
            }
        }
        return true;
    }

    /**
     * Appends a field, or another part of two styles.
     *
     * @param text       the part, UTF-8
     * @param headLength how many bytes its first part has
     */
    void part(String separator, TextBuffer text, int headLength, AnsiStyle headStyle) {
        byte[] bytes = text.array();
        int length = text.length();
        if (coloured || length > width - (first ? column : INDENT) || !Utf8.isAscii(bytes, 0, length)) {
            part(separator, new String(bytes, 0, headLength, StandardCharsets.UTF_8), headStyle,
                    new String(bytes, headLength, length - headLength, StandardCharsets.UTF_8), AnsiStyle.PLAIN);
            return;
        }
        begin(separator, length);
        out.append(bytes, 0, length);
        column += length;
    }

    private void begin(String separator, int columns) {
        if (!first && columns > width - column - separator.length()) {
            newLine();
        } else if (!first) {
            for (int i = 0; i < separator.length(); i++) {
                out.append(separator.charAt(i));
            }
            column += separator.length();
        }
        first = false;
    }

    private void newLine() {
        out.append('\n');
        indent(INDENT);
        column = INDENT;
    }

    private void indent(int columns) {
        out.append(BLANKS, 0, columns);
    }

    private void write(String text, AnsiStyle style) {
        if (isSimple(text)) {
            writeSimple(text, style);
            return;
        }
        int start = 0;
        for (int end = end(text, start); end < text.length(); end = end(text, start)) {
            out.append(style.on(coloured, text.substring(start, end)));
            continueLine();
            start = end;
        }
        String rest = text.substring(start);
        out.append(style.on(coloured, rest));
        column += columns(rest);
    }

    private void continueLine() {
        newLine();
        out.append(CONTINUATION);
        column += CONTINUATION.length();
    }

    /** Whether each character has one column and can be the last of a line. */
    private static boolean isSimple(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private void writeSimple(String text, AnsiStyle style) {
        int start = 0;
        while (text.length() - start > width - column) {
            int end = simpleEnd(text, start, width - column);
            out.append(style.on(coloured, text.substring(start, end)));
            continueLine();
            start = end;
        }
        out.append(style.on(coloured, start == 0 ? text : text.substring(start)));
        column += text.length() - start;
    }

    /** Where to break a text that does not fit, as {@link #end(String, int)}. */
    private static int simpleEnd(String text, int start, int most) {
        for (int end = most; end > most / 2; end--) {
            char last = text.charAt(start + end - 1);
            if (last == ',' || last == ' ') {
                return start + end;
            }
        }
        return start + Math.max(0, most);
    }

    private static int columns(String text) {
        if (isSimple(text)) {
            return text.length();
        }
        int columns = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            columns += CharacterWidth.columns(text.codePointAt(i));
        }
        return columns;
    }

    /** Where to break a text so that it fits into the line: after a comma or blank if one is near. */
    private int end(String text, int start) {
        int most = width - column;
        if (text.length() - start <= most / 2) {
            return text.length();
        }
        int end = start;
        int near = start;
        int columns = 0;
        while (end < text.length()) {
            int next = nextEnd(text, end);
            columns += columns(text.substring(end, next));
            boolean isStartOfLine = column == INDENT + CONTINUATION.length() && end == start;
            if (columns > most && !isStartOfLine) {
                return near > start ? near : end;
            }
            end = next;
            if (columns > most / 2 && (text.charAt(end - 1) == ',' || text.charAt(end - 1) == ' ')) {
                near = end;
            }
        }
        return end;
    }

    /** The end of what is not broken: an escape, or a character with the marks that are drawn over it. */
    private static int nextEnd(String text, int start) {
        if (text.charAt(start) == '\\') {
            int length = !text.startsWith("u{", start + 1) ? text.startsWith("x", start + 1) ? 4 : 2
                    : text.indexOf('}', start) - start + 1;
            return Math.min(text.length(), start + Math.max(1, length));
        }
        int end = start + Character.charCount(text.codePointAt(start));
        for (int marks = 0; marks < MOST_MARKS && end < text.length()
                && HiddenCharacters.isCombining(text.codePointAt(end)); marks++) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end;
    }

    /** The text, UTF-8; valid until it is changed. */
    TextBuffer bytes() {
        return out;
    }
}
