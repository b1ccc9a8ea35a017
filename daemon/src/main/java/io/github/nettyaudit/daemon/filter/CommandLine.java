package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** A command line, its arguments separated by NULs, and the secrets in it. Used again. Not thread-safe. */
final class CommandLine {
    private static final byte[] MARK = Redaction.MARK.getBytes(StandardCharsets.US_ASCII);
    private static final int CAPACITY = 512;
    private static final int MOST_KEPT = 1 << 16;
    private static final int LONGEST_OPTION = 64;
    private static final byte[] NO = "--no-".getBytes(StandardCharsets.US_ASCII);

    private final Redaction redaction;
    byte[] bytes = new byte[CAPACITY];
    int length;
    /** Whether it is one text, in which blanks separate the arguments. */
    private boolean isLine;
    /** Start and end of each secret, in their order. */
    private int[] secrets = new int[16];
    private int count;
    private final ProgramNames arguments = new ProgramNames(true);
    private final ProgramNames words = new ProgramNames(false);
    /** The last word of which the command was looked for, and where that command begins. */
    private int lastWord;
    private int lastCommand;
    /** Up to where quotation marks were looked at, and the one that is open there; 0 if none is. */
    private int quotedTo;
    private byte quote;

    CommandLine(Redaction redaction) {
        this.redaction = redaction;
    }

    void clear() {
        length = 0;
        count = 0;
        if (bytes.length > MOST_KEPT) {
            bytes = new byte[CAPACITY];
        }
    }

    void reserve(int more) {
        if (bytes.length < length + more) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more));
        }
    }

    int secrets() {
        return count;
    }

    /** Looks for secrets; whether there is one. */
    boolean find(boolean line) {
        isLine = line;
        count = 0;
        lastWord = 0;
        lastCommand = 0;
        quotedTo = 0;
        quote = 0;
        arguments.clear();
        words.clear();
        int at = 0;
        while (at + 1 < length) {
            int next = redaction.mayBegin(bytes[at], bytes[at + 1]) ? findAt(at) : -1;
            at = next < 0 ? at + 1 : next;
        }
        return count > 0;
    }

    /** The end of the secret of a pattern that begins here; -1 if none does. */
    private int findAt(int at) {
        for (RedactionPattern pattern : redaction.beginningWith(bytes[at])) {
            if (pattern.place() != RedactionPattern.Place.WORD || at == 0 || isBreak(bytes[at - 1])) {
                int from = pattern.after(bytes, at, length);
                if (from >= 0 && (pattern.place() != RedactionPattern.Place.OPTION || isInOption(at))
                        && (pattern.programs().isEmpty() || isOf(at, pattern.programs()))) {
                    int end = switch (pattern.secret()) {
                        case URL -> url(from);
                        case JSON -> member(from);
                        case WORD -> secret(at, from);
                    };
                    if (end >= 0) {
                        return end;
                    }
                }
            }
        }
        return -1;
    }

    /** Whether the word up to here begins an option that is not the contrary of one, such as --no-password. */
    private boolean isInOption(int at) {
        int start = at;
        while (start > 0 && at - start < LONGEST_OPTION && !isBreak(bytes[start - 1])) {
            start--;
        }
        return at - start >= 2 && bytes[start] == '-' && bytes[start + 1] == '-'
                && !(at - start == NO.length && Arrays.equals(bytes, start, at, NO, 0, NO.length));
    }

    /** Whether a word ends before, and another begins after this. */
    static boolean isBreak(byte b) {
        return switch (b) {
            case 0, ' ', '\t', '\n', '\r', '"', '\'', '`', ';', '|', '&', '(', ')', '{', '}', '<', '>', '?', '=', ',' -> true;
            default -> false;
        };
    }

    /** Whether a secret ends before this. */
    private static boolean isEnd(byte b) {
        return switch (b) {
            case 0, ' ', '\t', '\n', '\r', '"', '\'', '`', ';', '|', '&', ')', '<', '>' -> true;
            default -> false;
        };
    }

    private int url(int from) {
        int at = from;
        while (at < length && bytes[at] != ':' && bytes[at] != '/' && bytes[at] != '@' && !isEnd(bytes[at])) {
            at++;
        }
        if (at == length || bytes[at] != ':') {
            return -1;
        }
        int start = at + 1;
        int end = start;
        while (end < length && bytes[end] != '/' && bytes[end] != '@' && !isEnd(bytes[end])) {
            end++;
        }
        return end < length && bytes[end] == '@' ? add(start, end) : -1;
    }

    private int secret(int at, int from) {
        if (!isLine && (from > 0 && bytes[from - 1] == 0 || isInFirstWord(at))) {
            return add(from, end(from, (byte) 0));
        }
        byte outer = quoteAt(at);
        if (at > 0 && isQuote(bytes[at - 1]) && outer != 0) { // else that is the end of a quotation
            return add(from, closing(from, bytes[at - 1], at > 1 && bytes[at - 2] == '\\'));
        }
        if (from < length && isQuote(bytes[from]) && bytes[from] != outer) {
            int end = closing(from + 1, bytes[from], false);
            if (end + 1 >= length || isEnd(bytes[end + 1])) {
                return add(from + 1, end);
            }
        }
        return add(from, endOfWord(from, outer));
    }

    /**
     * The quotation mark that is open before an index; 0 if none is. Each byte is looked at once: indices do not become
     * less while secrets are looked for.
     */
    private byte quoteAt(int at) {
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
    private int endOfWord(int from, byte outer) {
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
    private int closing(int from, byte mark, boolean isEscaped) {
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

    /** The value of a member of a JSON object. */
    private int member(int from) {
        boolean isEscaped = from + 1 < length && bytes[from] == '\\' && isQuote(bytes[from + 1]);
        int start = isEscaped ? from + 1 : from;
        if (start < length && isQuote(bytes[start])) {
            return add(start + 1, endOfString(start + 1, bytes[start], isEscaped));
        }
        int end = from;
        while (end < length && !isEnd(bytes[end]) && bytes[end] != ',' && bytes[end] != '}' && bytes[end] != ']') {
            end++;
        }
        return add(from, end);
    }

    /** @param isEscaped whether the string's quotation marks have backslashes before them */
    private int endOfString(int from, byte mark, boolean isEscaped) {
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

    private static boolean isQuote(byte b) {
        return b == '"' || b == '\'';
    }

    /** The index of a byte, or of the end of the argument. */
    private int end(int from, byte mark) {
        int at = from;
        while (at < length && bytes[at] != mark && bytes[at] != 0) {
            at++;
        }
        return at;
    }

    private boolean isInFirstWord(int at) {
        for (int i = at - 1; i >= 0 && bytes[i] != 0; i--) {
            if (isBreak(bytes[i]) && bytes[i] != '=') {
                return false;
            }
        }
        return true;
    }

    /** Adds a secret; -1 if it is empty, or was replaced before. */
    private int add(int start, int end) {
        if (start >= end || Arrays.equals(bytes, start, end, MARK, 0, MARK.length)) {
            return -1;
        }
        if (secrets.length < 2 * count + 2) {
            secrets = Arrays.copyOf(secrets, 2 * secrets.length);
        }
        secrets[2 * count] = start;
        secrets[2 * count + 1] = end;
        count++;
        return end;
    }

    /** Whether the word belongs to a command of one of some programs: one of its first words names it. */
    private boolean isOf(int at, Set<String> programs) {
        if (!isLine && (at == 0 || bytes[at - 1] == 0)) {
            return arguments.isNamed(this, 0, at, programs);
        }
        int command = at;
        while (command > lastWord && bytes[command - 1] != 0 && !isSeparator(bytes[command - 1])) {
            command--;
        }
        lastCommand = command > lastWord ? command : lastCommand;
        lastWord = at;
        return words.isNamed(this, lastCommand, at, programs);
    }

    private static boolean isSeparator(byte b) {
        return b == ';' || b == '|' || b == '&' || b == '(' || b == '\n' || b == '`';
    }

    /** Whether a part of the text has a secret. */
    boolean hasSecret(int start, int end) {
        int first = firstSecret(start);
        return first < count && secrets[2 * first + 1] <= end;
    }

    /** The first secret that does not begin before an index. */
    private int firstSecret(int start) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (secrets[2 * middle] < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** A part of the text, with marks in the place of secrets. */
    byte[] redacted(int start, int end) {
        int first = firstSecret(start);
        int last = first;
        while (last < count && secrets[2 * last + 1] <= end) {
            last++;
        }
        byte[] text = new byte[end - start + MARK.length * (last - first)];
        int size = 0;
        int from = start;
        for (int i = first; i < last; i++) {
            int secret = secrets[2 * i];
            System.arraycopy(bytes, from, text, size, secret - from);
            size += secret - from;
            System.arraycopy(MARK, 0, text, size, MARK.length);
            size += MARK.length;
            from = secrets[2 * i + 1];
        }
        System.arraycopy(bytes, from, text, size, end - from);
        return Arrays.copyOf(text, size + end - from);
    }
}
