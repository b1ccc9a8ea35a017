package io.github.nettyaudit.daemon.filter;

import java.util.Arrays;

/**
 * The arguments of a process, separated by NULs, each of which may be a text for a shell; or one such text. Finds its
 * words and quotations as a shell does. Used again. Not thread-safe.
 */
abstract class ShellText {
    private static final int CAPACITY = 512;
    private static final int MOST_KEPT = 1 << 16;
    private static final int LONGEST_WORD = 256;

    byte[] bytes = new byte[CAPACITY];
    int length;
    /** Whether it is one text, in which blanks separate the arguments. */
    private boolean isLine;
    /** Up to where quotation marks were looked at, and the one that is open there; 0 if none is. */
    private int quotedTo;
    private byte quote;

    void clear() {
        length = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[CAPACITY];
        }
    }

    /** Begins at the first byte. */
    void start(boolean line) {
        isLine = line;
        quotedTo = 0;
        quote = 0;
    }

    /** Whether it is one text, in which blanks separate the arguments. */
    boolean isLine() {
        return isLine;
    }

    /** The index after blanks. */
    int afterBlanks(int from) {
        return RedactionPattern.afterBlanks(bytes, from, length);
    }

    void reserve(int more) {
        if (bytes.length < length + more) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more));
        }
    }

    /** Whether a word ends before, and another begins after this. */
    static boolean isBreak(byte b) {
        return switch (b) {
            case 0, ' ', '\t', '\n', '\r', '"', '\'', '`', ';', '|', '&', '(', ')', '{', '}', '<', '>', '?', '=', ',' ->
                    true;
            default -> false;
        };
    }

    /** Whether a secret ends before this. */
    static boolean isEnd(byte b) {
        return switch (b) {
            case 0, ' ', '\t', '\n', '\r', '"', '\'', '`', ';', '|', '&', ')', '<', '>' -> true;
            default -> false;
        };
    }

    static boolean isQuote(byte b) {
        return b == '"' || b == '\'';
    }

    static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }

    /** Whether an option of one letter begins here, such as {@code -n}. */
    boolean isOptionOfOneLetter(int at) {
        return at + 1 < length && bytes[at] == '-' && isLetter(bytes[at + 1]);
    }

    /** Whether a word begins and ends with the same quotation mark. */
    boolean isQuotation(int start, int end) {
        return end - start >= 2 && isQuote(bytes[start]) && bytes[end - 1] == bytes[start];
    }

    /** Whether a word is a name, an equals sign, and something else than that. */
    boolean isAssignment(int start, int end) {
        int at = start;
        while (at < end && (isLetter(bytes[at]) || bytes[at] == '_')) {
            at++;
        }
        return at > start && at + 1 < end && bytes[at] == '=' && bytes[at + 1] != '=';
    }

    /** Whether an argument of the process begins here. */
    boolean isArgument(int at) {
        return !isLine && (at == 0 || bytes[at - 1] == 0);
    }

    /** Whether another command begins after an index. A line may go on in the next one. */
    boolean isSeparator(int at) {
        return switch (bytes[at]) {
            case ';', '|', '&', '(', '\r', '`' -> true;
            case '\n' -> at == 0 || bytes[at - 1] != '\\';
            default -> false;
        };
    }

    /**
     * The quotation mark that is open before an index; 0 if none is. Each byte is looked at once: indices do not become
     * less while secrets are looked for.
     */
    byte quoteAt(int at) {
        for (; quotedTo < at; quotedTo++) {
            byte b = bytes[quotedTo];
            if (b == 0) {
                quote = 0;
            } else if (b == '\\' && quote != '\'' && quotedTo + 1 < at && bytes[quotedTo + 1] != 0) {
                quotedTo++;
            } else if (isQuote(b) && (quote == 0 || quote == b)) {
                quote = quote == 0 ? b : 0;
            }
        }
        return quote;
    }

    /**
     * The end of a word of a shell, of which parts may be in quotation marks, or have a backslash before them.
     *
     * @param outer the quotation mark of the text that the word is in; 0 if there is none
     */
    int endOfWord(int from, byte outer) {
        int at = from;
        while (at < length && bytes[at] != 0 && bytes[at] != outer) {
            byte b = bytes[at];
            if (b == '\\' && at + 1 < length && bytes[at + 1] != 0) {
                at = bytes[at + 1] == outer ? afterInner(at + 2, outer) : at + 2;
            } else if (isQuote(b)) {
                at = closing(at + 1, b, false);
                at = at < length && bytes[at] == b ? at + 1 : at;
            } else if (isEnd(b)) {
                return at;
            } else {
                at++;
            }
        }
        return Math.min(at, length);
    }

    /**
     * The index of the mark that ends a quotation, or of the end of the argument.
     *
     * @param isEscaped whether the quotation's marks have backslashes before them
     */
    int closing(int from, byte mark, boolean isEscaped) {
        return mark == '\'' ? end(from, mark) : endOfString(from, mark, isEscaped);
    }

    /** After the end of a quotation within one of the same kind, whose marks have backslashes before them. */
    private int afterInner(int from, byte mark) {
        for (int at = from; at + 1 < length && bytes[at] != 0; at++) {
            if (bytes[at] == '\\' && bytes[at + 1] == mark) {
                return at + 2;
            }
        }
        return end(from, (byte) 0);
    }

    /** @param isEscaped whether the string's quotation marks have backslashes before them */
    int endOfString(int from, byte mark, boolean isEscaped) {
        int at = from;
        while (at < length && bytes[at] != 0 && bytes[at] != mark) {
            boolean isPair = bytes[at] == '\\' && at + 1 < length && bytes[at + 1] != 0;
            if (isPair && isEscaped && bytes[at + 1] == mark) {
                return at;
            }
            at += isPair ? 2 : 1;
        }
        return Math.min(at, length);
    }

    /** The index of a byte, or of the end of the argument. */
    int end(int from, byte mark) {
        int at = from;
        while (at < length && bytes[at] != mark && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    boolean isInFirstWord(int at) {
        int start = at;
        for (; start > 0 && bytes[start - 1] != 0; start--) {
            if (isBreak(bytes[start - 1]) && bytes[start - 1] != '=') {
                return false;
            }
        }
        return !isScript(start);
    }

    /** Whether an argument is what a shell is to do: it comes after {@code sh -c}, or {@code bash -lc}. */
    private boolean isScript(int start) {
        int option = startOfArgument(start - 1);
        if (option < 1 || bytes[option] != '-' || bytes[start - 2] != 'c') {
            return false;
        }
        int shell = startOfArgument(option - 1);
        return option - 1 - shell >= 2 && bytes[option - 2] == 'h' && bytes[option - 3] == 's';
    }

    private int startOfArgument(int end) {
        int start = end;
        while (start > 0 && end - start < LONGEST_WORD && bytes[start - 1] != 0) {
            start--;
        }
        return start;
    }

    /** The index of the separator after a name; -1 if there is none. */
    int endOfName(int start, byte separator) {
        int at = start;
        while (at < length && bytes[at] != separator && bytes[at] != '=' && !isEnd(bytes[at])) {
            at++;
        }
        return at > start && at < length && bytes[at] == separator && bytes[start] != '-' ? at : -1;
    }
}
