package io.github.nettyaudit.daemon.filter;

/** Splits an expression into words. */
final class FilterLexer {
    private static final String BRACKETS = "()[],";
    private static final String NO_WORD = BRACKETS + "=<>!\"'&|";

    private final String text;
    private int next;

    FilterLexer(String text) {
        this.text = text;
        if (text.length() > FilterExpression.LONGEST) {
            throw new FilterSyntaxException(FilterExpression.LONGEST + 1, "the expression is longer than "
                    + FilterExpression.LONGEST + " characters");
        }
    }

    Token next() {
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
            next++;
        }
        int start = next;
        if (start == text.length()) {
            return new Token(Token.Kind.END, "", start + 1);
        }
        char first = text.charAt(start);
        if (first == '"' || first == '\'') {
            return quoted(first);
        }
        if (BRACKETS.indexOf(first) >= 0) {
            next++;
            return token(Token.Kind.SYMBOL, start);
        }
        if (NO_WORD.indexOf(first) >= 0) {
            return operator(start);
        }
        while (next < text.length() && !Character.isWhitespace(text.charAt(next))
                && NO_WORD.indexOf(text.charAt(next)) < 0) {
            next++;
        }
        return token(Token.Kind.WORD, start);
    }

    private Token token(Token.Kind kind, int start) {
        return new Token(kind, text.substring(start, next), start + 1);
    }

    private Token operator(int start) {
        while (next < text.length() && "=<>!&|".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        Token token = token(Token.Kind.SYMBOL, start);
        String instead = switch (token.text()) {
            case "=", "!=", "<", "<=", ">", ">=" -> "";
            case "==" -> "=";
            case "!" -> "not";
            case "&&", "&" -> "and";
            case "||", "|" -> "or";
            case "<>" -> "!=";
            default -> "one of = != < <= > >=";
        };
        if (!instead.isEmpty()) {
            throw new FilterSyntaxException(token.column(), "found " + token.shown() + "; write " + instead);
        }
        return token;
    }

    private Token quoted(char mark) {
        int start = next++;
        StringBuilder content = new StringBuilder();
        while (next < text.length() && text.charAt(next) != mark) {
            char c = text.charAt(next++);
            if (c == '\\' && next < text.length() && "\\\"'".indexOf(text.charAt(next)) >= 0) {
                c = text.charAt(next++);
            }
            content.append(c);
        }
        if (next == text.length()) {
            throw new FilterSyntaxException(start + 1, "the quotation mark " + mark + " is not closed");
        }
        next++;
        return new Token(Token.Kind.QUOTED, content.toString(), start + 1);
    }
}
