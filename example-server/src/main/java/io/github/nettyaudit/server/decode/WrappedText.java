package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.server.text.Utf8;
import java.nio.charset.StandardCharsets;

/**
 * Text in lines of a limited width. Each paragraph begins with a label; words follow, with a blank between them or in a
 * new line. A word that is longer than a line is continued in lines that begin with {@code |}, so that no part of it can
 * be taken for a field.
 */
final class WrappedText {
    /** The column at which words begin, in every line. */
    static final int INDENT = 11;
    /** The narrowest text that is of use. */
    static final int LEAST_WIDTH = 40;

    private static final int LABEL_INDENT = 2;
    private static final String CONTINUATION = "| ";

    private final TextBuffer out = new TextBuffer();
    private final TextBuffer word = new TextBuffer();
    private final int width;
    private int column;
    private boolean first;

    /** @param width columns of a line; 0 for no limit */
    WrappedText(int width) {
        this.width = width == 0 ? Integer.MAX_VALUE : width;
    }

    /** Forgets the text. */
    void clear() {
        out.clear();
        column = 0;
    }

    /** Appends text as it is, without regard to the width. */
    WrappedText plain(String text) {
        out.append(text);
        return this;
    }

    /** Ends the line. */
    void endLine() {
        out.append('\n');
        column = 0;
    }

    /** Begins a paragraph. */
    void label(String label, AnsiStyle style, boolean coloured) {
        indent(LABEL_INDENT);
        out.append(style.on(coloured, label));
        int gap = Math.max(1, INDENT - LABEL_INDENT - label.length());
        indent(gap);
        column = LABEL_INDENT + label.length() + gap;
        first = true;
    }

    private void indent(int columns) {
        for (int i = 0; i < columns; i++) {
            out.append(' ');
        }
    }

    /** Appends a word that has a dim part first, such as a field with its name. Either may be empty. */
    void word(String head, String tail, AnsiStyle headStyle, boolean coloured) {
        word.clear().append(head);
        int headLength = word.length();
        word(word.append(tail), headLength, headStyle, coloured);
    }

    /**
     * Appends a word that has a dim part first, see {@link #word(String, String, AnsiStyle, boolean)}.
     *
     * @param text       the word, UTF-8
     * @param headLength how many bytes its first part has
     */
    void word(TextBuffer text, int headLength, AnsiStyle headStyle, boolean coloured) {
        byte[] bytes = text.array();
        int tailLength = text.length() - headLength;
        int headColumns = Utf8.characters(bytes, 0, headLength);
        int tailColumns = Utf8.characters(bytes, headLength, tailLength);
        if (!first && headColumns + tailColumns > width - column - 1) {
            out.append('\n');
            indent(INDENT);
            column = INDENT;
        } else if (!first) {
            out.append(' ');
            column++;
        }
        first = false;
        if (coloured) {
            out.append(headStyle.on(true, new String(bytes, 0, headLength, StandardCharsets.UTF_8)));
        } else {
            out.append(bytes, 0, headLength);
        }
        column += headColumns;
        if (tailColumns <= width - column) {
            out.append(bytes, headLength, tailLength);
            column += tailColumns;
        } else {
            inPieces(new String(bytes, headLength, tailLength, StandardCharsets.UTF_8));
        }
    }

    private void inPieces(String text) {
        String rest = text;
        while (rest.length() > width - column) {
            int cut = cut(rest, Math.max(1, width - column));
            out.append(rest.substring(0, cut)).append('\n');
            indent(INDENT);
            out.append(CONTINUATION);
            column = INDENT + CONTINUATION.length();
            rest = rest.substring(cut);
        }
        out.append(rest);
        column += rest.length();
    }

    /** Where to break a text of which {@code most} characters fit: after a comma or blank if one is near. */
    private static int cut(String text, int most) {
        for (int i = most; i > most / 2; i--) {
            if (text.charAt(i - 1) == ',' || text.charAt(i - 1) == ' ') {
                return i;
            }
        }
        return most > 1 && Character.isLowSurrogate(text.charAt(most)) ? most - 1 : most;
    }

    /** The text, UTF-8; valid until the next change. */
    TextBuffer bytes() {
        return out;
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
