package io.github.nettyaudit.server.decode;

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

    private final StringBuilder out = new StringBuilder();
    private final int width;
    private int column;
    private boolean first;

    /** @param width columns of a line; 0 for no limit */
    WrappedText(int width) {
        this.width = width == 0 ? Integer.MAX_VALUE : width;
    }

    /** Forgets the text. */
    void clear() {
        out.setLength(0);
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
        out.append(" ".repeat(LABEL_INDENT)).append(style.on(coloured, label));
        int gap = Math.max(1, INDENT - LABEL_INDENT - label.length());
        out.append(" ".repeat(gap));
        column = LABEL_INDENT + label.length() + gap;
        first = true;
    }

    /** Appends a word that has a dim part first, such as a field with its name. Either may be empty. */
    void word(String head, String tail, AnsiStyle headStyle, boolean coloured) {
        int length = head.length() + tail.length();
        if (!first && length > width - column - 1) {
            out.append('\n').append(" ".repeat(INDENT));
            column = INDENT;
        } else if (!first) {
            out.append(' ');
            column++;
        }
        first = false;
        out.append(headStyle.on(coloured, head));
        column += head.length();
        String rest = tail;
        while (rest.length() > width - column) {
            int cut = cut(rest, Math.max(1, width - column));
            out.append(rest, 0, cut).append('\n').append(" ".repeat(INDENT)).append(CONTINUATION);
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

    @Override
    public String toString() {
        return out.toString();
    }
}
