package io.github.nettyaudit.daemon.filter;

/**
 * A word of an expression.
 *
 * @param kind   what it is
 * @param text   the word, a quoted text without its marks
 * @param column where it begins, the first character is 1
 */
record Token(Kind kind, String text, int column) {
    /** What a token is. */
    enum Kind { WORD, QUOTED, SYMBOL, END }

    boolean is(String word) {
        return (kind == Kind.WORD || kind == Kind.SYMBOL) && text.equals(word);
    }

    boolean isValue() {
        return kind == Kind.WORD || kind == Kind.QUOTED;
    }

    /** How it is called in a problem. */
    String shown() {
        return switch (kind) {
            case END -> "the end";
            case QUOTED -> "the text \"" + shortened() + '"';
            default -> '\'' + shortened() + '\'';
        };
    }

    private String shortened() {
        return text.length() <= 40 ? text : text.substring(0, 40) + "...";
    }
}
