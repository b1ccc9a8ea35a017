package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A command line and the secrets in it. Used again. Not thread-safe. */
final class CommandLine extends ShellText {
    private static final byte[] MARK = Redaction.MARK.getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_OPTION = 64;
    private static final int LONGEST_WORD = 256;
    /** The words before the credentials in a header Authorization. */
    private static final List<byte[]> SCHEMES = Stream.of("bearer", "basic", "token", "digest", "negotiate", "apikey",
            "ntlm").map(scheme -> scheme.getBytes(StandardCharsets.US_ASCII)).toList();
    private static final byte[] NO = "--no-".getBytes(StandardCharsets.US_ASCII);

    private final Redaction redaction;
    /** Start and end of each secret, in their order. */
    private int[] secrets = new int[16];
    private int count;
    private final ProgramNames arguments;
    private final ProgramNames words;
    /** The last word of which the command was looked for, and where that command begins. */
    private int lastWord;
    private int lastCommand;
    private final OperandFinder operands = new OperandFinder(this);
    private final PipeFinder pipes;

    CommandLine(Redaction redaction) {
        this.redaction = redaction;
        arguments = new ProgramNames(true, redaction.table());
        words = new ProgramNames(false, redaction.table());
        pipes = new PipeFinder(this, redaction.table());
    }

    @Override
    void clear() {
        super.clear();
        count = 0;
    }

    int secrets() {
        return count;
    }

    /** Whether it is only what stands in the place of a secret. */
    boolean isMark() {
        return Arrays.equals(bytes, 0, length, MARK, 0, MARK.length);
    }

    /** Looks for secrets; whether there is one. */
    boolean find(boolean line) {
        start(line);
        count = 0;
        lastWord = 0;
        lastCommand = 0;
        arguments.clear();
        words.clear();
        operands.clear();
        pipes.clear();
        int at = 0;
        do {
            at = search(at);
            at = operands.start() == at ? Math.max(at, add(at, operands.end())) : at;
            operands.clear();
        } while (at + 1 < length);
        return count > 0;
    }

    /** Searches from an index up to an operand that is a secret, or to the end; where the search has ended. */
    private int search(int from) {
        int at = from;
        while (at + 1 < length && at != operands.start()) {
            int limit = operands.start() < 0 ? length - 1 : operands.start();
            at = redaction.next(bytes, at, limit);
            if (at < limit) {
                int next = findAt(at);
                at = next < 0 ? at + 1 : next;
                operands.passed(at);
            }
        }
        return at;
    }

    /** The end of the secret of a pattern that begins here; -1 if none does. */
    private int findAt(int at) {
        byte next = bytes[at + 1];
        boolean isWord = at == 0 || isBreak(bytes[at - 1]);
        for (RedactionPattern pattern : redaction.beginningWith(bytes[at], next)) {
            int end = isPlace(pattern, at, isWord) ? secretOf(pattern, at) : -1;
            if (end >= 0) {
                return end;
            }
        }
        if (redaction.mayBeginOfProgram(bytes[at], next, isWord)) {
            int end = findOfProgram(at, isWord);
            if (end >= 0) {
                return end;
            }
        }
        if (redaction.mayBeginProgram(bytes[at], next) && (isWord || bytes[at - 1] == '/')) {
            findOperand(at);
        }
        return -1;
    }

    private boolean isPlace(RedactionPattern pattern, int at, boolean isWord) {
        return switch (pattern.place()) {
            case WORD -> isWord;
            case ANYWHERE -> true;
            case OPTION -> isInOption(at);
        };
    }

    private int findOfProgram(int at, boolean isWord) {
        int start = at;
        while (!isWord && start > 0 && at - start < LONGEST_OPTION && !isBreak(bytes[start - 1])) {
            start--;
        }
        boolean isArgument = isArgument(start);
        ProgramNames programs = isArgument ? arguments : words;
        int named = programs.look(this, isArgument ? 0 : command(at));
        for (int i = 0; i < named && programs.end(i) < at; i++) {
            for (RedactionPattern pattern : redaction.ofProgram(programs.program(i))) {
                int end = isPlace(pattern, at, isWord) && pattern.after(bytes, at, length) >= 0
                        && isOf(pattern, redaction.name(programs.program(i)), programs.end(i), at)
                        ? secretOf(pattern, at) : -1;
                if (end >= 0) {
                    return end;
                }
            }
        }
        return -1;
    }

    /** Whether the words that a pattern needs besides the name of the program are in the command, before an index. */
    private boolean isOf(RedactionPattern pattern, String name, int from, int before) {
        for (int i = 0; i < pattern.programs().size(); i++) {
            Program program = pattern.programs().get(i);
            if (program.name().equals(name) && Program.has(program.words(), bytes, from, before)) {
                return true;
            }
        }
        return false;
    }

    /** The end of the secret of a pattern that may begin here; -1 if it does not. */
    private int secretOf(RedactionPattern pattern, int at) {
        int from = pattern.after(bytes, at, length);
        if (from < 0) {
            return -1;
        }
        return switch (pattern.secret()) {
            case URL -> url(at, from);
            case JSON -> member(from);
            case PIPED -> pipes.find(pattern, at, from) ? add(pipes.start(), pipes.end()) : -1;
            case WORD -> isQuote(bytes[from - 1]) && pattern.endsWithQuote()
                    ? add(from, closing(from, bytes[from - 1], false))
                    : pattern.separator() == 0 ? secret(at, from) : named(at, from, pattern.separator());
            case OPERAND -> -1;
        };
    }

    /** The secret after a name and a separator. */
    private int named(int at, int from, byte separator) {
        byte outer = quoteAt(at);
        byte mark = from < length && isQuote(bytes[from]) && bytes[from] != outer ? bytes[from] : 0;
        int start = mark == 0 ? from : from + 1;
        int end = endOfName(start, separator);
        if (end < 0) {
            return -1;
        }
        int secret = end + 1;
        int secretEnd = mark != 0 ? closing(secret, mark, false)
                : !isLine() && (from > 0 && bytes[from - 1] == 0 || isInFirstWord(at)) ? end(secret, (byte) 0)
                : separator == '=' ? endOfCookies(endOfWord(secret, outer), outer) : endOfWord(secret, outer);
        return add(secret, secretEnd);
    }

    /** Looks for an operand that is a secret, if the name of its program begins here. */
    private void findOperand(int at) {
        int start = at;
        while (start > 0 && at - start < LONGEST_WORD && !isBreak(bytes[start - 1])) {
            start--;
        }
        int end = at;
        while (end < length && end - at < LONGEST_WORD && !isBreak(bytes[end])) {
            end++;
        }
        boolean isArgument = isArgument(start) && (end == length || bytes[end] == 0);
        ProgramNames programs = isArgument ? arguments : words;
        int named = programs.look(this, isArgument ? 0 : command(start));
        for (int i = 0; i < named; i++) {
            if (programs.start(i) == start && programs.end(i) == end) {
                for (RedactionPattern pattern : redaction.operands(programs.program(i))) {
                    operands.find(pattern, redaction.name(programs.program(i)), end, isArgument);
                }
            }
        }
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

    /** The password of a URL, and its user if that looks like a token. */
    private int url(int at, int from) {
        int host = -1;
        int colon = -1;
        for (int i = from; i < length && bytes[i] != '/' && !isEnd(bytes[i]); i++) {
            if (bytes[i] == '@') {
                host = i; // the last one: a password may have others
            } else if (bytes[i] == ':' && colon < 0) {
                colon = i;
            } else if ((bytes[i] == '?' || bytes[i] == '#') && (colon < 0 || host >= 0)) {
                break;
            }
        }
        if (host < 0) {
            return -1;
        }
        int user = colon >= 0 && colon < host ? colon : host;
        int end = UrlUser.isHttp(bytes, at) && !UrlUser.isName(bytes, from, user) ? add(from, user) : -1;
        return user < host ? Math.max(end, add(user + 1, host)) : end;
    }

    private int secret(int at, int from) {
        if (!isLine() && (from > 0 && bytes[from - 1] == 0 || isInFirstWord(at))) {
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
        return add(from, endOfHeader(at, from, endOfWord(from, outer), outer));
    }

    /**
     * The end of a secret of which the first word is a scheme, such as Bearer, or that is a cookie: sudo writes no
     * quotation marks.
     */
    private int endOfHeader(int at, int from, int wordEnd, byte outer) {
        int end = wordEnd;
        if (isScheme(from, end)) {
            int next = afterBlanks(end);
            end = Math.max(end, endOfWord(next, outer) == next ? end : endOfWord(next, outer));
        }
        boolean isCookie = RedactionPattern.fold(bytes[at]) == 'c' && from - at > 2 && bytes[from - 1] == ' '
                && bytes[from - 2] == ':';
        return isCookie ? endOfCookies(end, outer) : end;
    }

    /** The end of the cookies after a first one, in a text without quotation marks. */
    private int endOfCookies(int first, byte outer) {
        int end = first;
        while (isLine() && outer == 0 && end + 1 < length && bytes[end] == ';' && bytes[end + 1] == ' '
                && isAssignment(end + 2, endOfWord(end + 2, outer))) {
            end = endOfWord(end + 2, outer);
        }
        return end;
    }

    private boolean isScheme(int start, int end) {
        for (byte[] scheme : SCHEMES) {
            int i = 0;
            while (i < scheme.length && start + i < end && RedactionPattern.fold(bytes[start + i]) == scheme[i]) {
                i++;
            }
            if (i == scheme.length && start + i == end) {
                return true;
            }
        }
        return false;
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

    /** Adds a secret, unless it was replaced before; its end, or -1 if it is empty. */
    private int add(int start, int end) {
        if (start >= end) {
            return -1;
        }
        if (Arrays.equals(bytes, start, end, MARK, 0, MARK.length)) {
            return end;
        }
        if (secrets.length < 2 * count + 2) {
            secrets = Arrays.copyOf(secrets, 2 * secrets.length);
        }
        secrets[2 * count] = start;
        secrets[2 * count + 1] = end;
        count++;
        return end;
    }

    /** Where the command of a word begins, in a text for a shell. */
    private int command(int at) {
        int command = at;
        while (command > lastWord && bytes[command - 1] != 0 && !isSeparator(command - 1)) {
            command--;
        }
        lastCommand = command > lastWord ? command : lastCommand;
        lastWord = at;
        return lastCommand;
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
