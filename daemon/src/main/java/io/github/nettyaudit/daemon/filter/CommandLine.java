package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/** A command line, its arguments separated by NULs, and the secrets in it. Used again. Not thread-safe. */
final class CommandLine {
    private static final byte[] MARK = Redaction.MARK.getBytes(StandardCharsets.US_ASCII);
    private static final int CAPACITY = 512;
    private static final int MOST_KEPT = 1 << 16;

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
            if (pattern.isAnywhere() || at == 0 || isBreak(bytes[at - 1])) {
                int from = pattern.after(bytes, at, length);
                if (from >= 0 && (pattern.programs().isEmpty() || isOf(at, pattern.programs()))) {
                    int end = pattern.isUrl() ? url(from) : secret(at, from);
                    if (end >= 0) {
                        return end;
                    }
                }
            }
        }
        return -1;
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
        if (at > 0 && isQuote(bytes[at - 1])) {
            return add(from, end(from, bytes[at - 1]));
        }
        if (from < length && isQuote(bytes[from])) {
            return add(from + 1, end(from + 1, bytes[from]));
        }
        int end = from;
        while (end < length && !isEnd(bytes[end])) {
            end++;
        }
        return add(from, end);
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

    /** Whether the word belongs to a command of one of some programs: one of the first words of the command names it. */
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
