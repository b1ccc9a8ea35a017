package io.github.nettyaudit.daemon.filter;

import io.github.nettyaudit.daemon.filter.RedactionPattern.Program;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A command line, its arguments separated by NULs, and the secrets in it. Used again. Not thread-safe. */
final class CommandLine {
    private static final byte[] MARK = Redaction.MARK.getBytes(StandardCharsets.US_ASCII);
    private static final int CAPACITY = 512;
    private static final int MOST_KEPT = 1 << 16;
    private static final int LONGEST_OPTION = 64;
    private static final int LONGEST_PATH = 256;
    private static final int LONGEST_PIPELINE = 4096;
    private static final int LONGEST_NAME = 32;
    private static final int LONGEST_NAME_WITH_DIGITS = 15;
    private static final byte[] HTTP = "http".getBytes(StandardCharsets.US_ASCII);
    /** The words before the credentials in a header Authorization. */
    private static final List<byte[]> SCHEMES = Stream.of("bearer", "basic", "token", "digest", "negotiate", "apikey", "ntlm")
            .map(scheme -> scheme.getBytes(StandardCharsets.US_ASCII)).toList();
    private static final byte[] BIN = "bin/".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO = "--no-".getBytes(StandardCharsets.US_ASCII);

    private final Redaction redaction;
    byte[] bytes = new byte[CAPACITY];
    int length;
    /** Whether it is one text, in which blanks separate the arguments. */
    private boolean isLine;
    /** Start and end of each secret, in their order. */
    private int[] secrets = new int[16];
    private int count;
    private final ProgramNames arguments;
    private final ProgramNames words;
    /** The last word of which the command was looked for, and where that command begins. */
    private int lastWord;
    private int lastCommand;
    /** Up to where quotation marks were looked at, and the one that is open there; 0 if none is. */
    private int quotedTo;
    private byte quote;
    /** An operand that is a secret, to which the search has not come yet; -1 if there is none. */
    private int operand;
    private int operandEnd;
    /** Up to where nothing is written for a command that reads secrets. */
    private int unpipedTo;

    CommandLine(Redaction redaction) {
        this.redaction = redaction;
        arguments = new ProgramNames(true, redaction.table());
        words = new ProgramNames(false, redaction.table());
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

    /** Whether it is only what stands in the place of a secret. */
    boolean isMark() {
        return Arrays.equals(bytes, 0, length, MARK, 0, MARK.length);
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
        operand = -1;
        unpipedTo = 0;
        int at = 0;
        do {
            at = search(at);
            at = operand == at ? Math.max(at, add(operand, operandEnd)) : at;
            operand = -1;
        } while (at + 1 < length);
        return count > 0;
    }

    /** Searches from an index up to an operand that is a secret, or to the end; where the search has ended. */
    private int search(int from) {
        int at = from;
        while (at + 1 < length && at != operand) {
            int next = redaction.mayBegin(bytes[at], bytes[at + 1]) ? findAt(at) : -1;
            at = next < 0 ? at + 1 : next;
            if (at > operand) {
                operand = -1; // it was part of another secret
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
            if (program.name().equals(name) && has(program.words(), from, before)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a part of the text has words in their order. */
    private boolean has(List<byte[]> wanted, int from, int before) {
        int found = 0;
        int at = from;
        boolean isOtherName = false;
        while (found < wanted.size() && at < before) {
            int start = at;
            while (at < before && !isBreak(bytes[at])) {
                at++;
            }
            found += !isOtherName && isWord(wanted.get(found), start, at) ? 1 : 0;
            isOtherName = ProgramNames.isBeforeOtherName(bytes, start, at);
            at++;
        }
        return found == wanted.size();
    }

    /** Whether a word is the wanted one, or has the wanted option together with others. */
    private boolean isWord(byte[] wanted, int start, int end) {
        if (wanted.length == 2 && wanted[0] == '-' && wanted[1] != '-') {
            if (end - start < 2 || bytes[start] != '-' || bytes[start + 1] == '-') {
                return false;
            }
            int at = start + 1;
            while (at < end && bytes[at] != wanted[1]) {
                at++;
            }
            return at < end;
        }
        int name = end - wanted.length;
        return name >= start && Arrays.equals(bytes, name, end, wanted, 0, wanted.length)
                && (name == start || name - start > BIN.length && Arrays.equals(bytes, name - BIN.length, name, BIN, 0, BIN.length));
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
            case PIPED -> piped(pattern, at, from);
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
                : !isLine && (from > 0 && bytes[from - 1] == 0 || isInFirstWord(at)) ? end(secret, (byte) 0)
                : separator == '=' ? endOfCookies(endOfWord(secret, outer), outer) : endOfWord(secret, outer);
        return add(secret, secretEnd);
    }

    /** The index of the separator after a name; -1 if there is none. */
    private int endOfName(int start, byte separator) {
        int at = start;
        while (at < length && bytes[at] != separator && bytes[at] != '=' && !isEnd(bytes[at])) {
            at++;
        }
        return at > start && at < length && bytes[at] == separator && bytes[start] != '-' ? at : -1;
    }

    /** Looks for an operand that is a secret, if the name of its program begins here. */
    private void findOperand(int at) {
        int start = at;
        while (start > 0 && at - start < LONGEST_PATH && !isBreak(bytes[start - 1])) {
            start--;
        }
        int end = at;
        while (end < length && end - at < LONGEST_PATH && !isBreak(bytes[end])) {
            end++;
        }
        boolean isArgument = isArgument(start) && (end == length || bytes[end] == 0);
        ProgramNames programs = isArgument ? arguments : words;
        int named = programs.look(this, isArgument ? 0 : command(start));
        for (int i = 0; i < named; i++) {
            if (programs.start(i) == start && programs.end(i) == end) {
                for (RedactionPattern pattern : redaction.operands(programs.program(i))) {
                    findOperand(pattern, redaction.name(programs.program(i)), end, isArgument);
                }
            }
        }
    }

    private void findOperand(RedactionPattern pattern, String name, int from, boolean isArgument) {
        for (int i = 0; i < pattern.programs().size() && operand < 0; i++) {
            Program program = pattern.programs().get(i);
            if (program.name().equals(name)) {
                findOperand(pattern.separator(), program.words(), from, isArgument);
            }
        }
    }

    private void findOperand(byte separator, List<byte[]> wanted, int from, boolean isArgument) {
        byte outer = isArgument ? 0 : quoteAt(from);
        int found = 0;
        int operands = 0;
        int secret = -1;
        int secretEnd = -1;
        boolean isOption = false;
        for (int start = next(from, isArgument); start < length; ) {
            int end = isArgument ? end(start, (byte) 0) : endOfWord(start, outer);
            if (end == start && !isArgument) {
                break; // the command ends here
            }
            if (found < wanted.size() && isWord(wanted.get(found), start, end)) {
                found++;
                isOption = false;
            } else {
                boolean isOperand = found == wanted.size() && !isOption && end > start && bytes[start] != '-'
                        && !isAssignment(start, end);
                if (separator != 0 && separator != ' ') {
                    if (isOperand && findNamed(start, end, separator)) {
                        return;
                    }
                } else {
                    operands += isOperand ? 1 : 0;
                    secret = isOperand ? start : -1;
                    secretEnd = end;
                    isOption = end - start == 2 && bytes[start] == '-' && isLetter(bytes[start + 1]);
                }
            }
            start = next(end, isArgument);
        }
        if (secret >= 0 && operands > (separator == ' ' ? 1 : 0)) {
            expect(secret, secretEnd);
        }
    }

    /** Where the next word begins. */
    private int next(int end, boolean isArgument) {
        return isArgument ? end + 1 : RedactionPattern.afterBlanks(bytes, end, length);
    }

    private boolean findNamed(int start, int end, byte separator) {
        int at = isQuote(bytes[start]) ? start + 1 : start;
        int name = endOfName(at, separator);
        if (name < 0 || name >= end || bytes[at] == '.' || bytes[at] == '@') {
            return false;
        }
        int last = isQuote(bytes[end - 1]) ? end - 1 : end;
        int host = last;
        while (host > name && bytes[host] != '@') {
            host--;
        }
        for (int i = at; i < name; i++) {
            if (bytes[i] == '@') {
                return false; // there is no password before a host
            }
        }
        expect(name + 1, host > name ? host : last);
        return true;
    }

    private static boolean isLetter(byte b) {
        return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z';
    }

    /** Whether a word is a name, an equals sign, and something else than that. */
    private boolean isAssignment(int start, int end) {
        int at = start;
        while (at < end && (isLetter(bytes[at]) || bytes[at] == '_')) {
            at++;
        }
        return at > start && at + 1 < end && bytes[at] == '=' && bytes[at + 1] != '=';
    }

    /** Remembers an operand, without its quotation marks. */
    private void expect(int start, int end) {
        boolean isQuoted = end - start >= 2 && isQuote(bytes[start]) && bytes[end - 1] == bytes[start];
        operand = isQuoted ? start + 1 : start;
        operandEnd = isQuoted ? end - 1 : end;
    }

    /** What is written for a command after the next vertical bar that reads secrets. */
    private int piped(RedactionPattern pattern, int at, int from) {
        if (at < unpipedTo) {
            return -1;
        }
        byte outer = quoteAt(at);
        int start = from;
        while (start + 2 < length && bytes[start] == '-' && isLetter(bytes[start + 1]) && bytes[start + 2] == ' ') {
            start = RedactionPattern.afterBlanks(bytes, start + 2, length);
        }
        int end = start;
        int words = 0;
        int bar = start;
        while (bar < length && bytes[bar] != '|') {
            end = endOfWord(bar, outer);
            if (end == bar) {
                break; // the command ends here
            }
            words++;
            bar = RedactionPattern.afterBlanks(bytes, end, length);
        }
        unpipedTo = bar;
        if (bar >= length || bytes[bar] != '|' || end == start) {
            return -1;
        }
        int last = bar + 1;
        while (last < length && last - bar < LONGEST_PIPELINE && bytes[last] != 0
                && (bytes[last] == '|' || !isSeparator(last))) {
            last++;
        }
        if (!isReader(pattern, bar + 1, last)) {
            return -1;
        }
        boolean isQuoted = words == 1 && end - start >= 2 && isQuote(bytes[start]) && bytes[end - 1] == bytes[start];
        return isQuoted ? add(start + 1, end - 1) : add(start, end);
    }

    /** Whether one of the commands of a pipeline reads secrets. */
    private boolean isReader(RedactionPattern pattern, int from, int last) {
        for (int start = from; start < last;) {
            int end = start;
            while (end < last && bytes[end] != '|') {
                end++;
            }
            int before = beforeNamer(start, end);
            for (int i = 0; i < pattern.programs().size(); i++) {
                if (has(pattern.programs().get(i).all(), start, before)) {
                    return true;
                }
            }
            start = end + 1;
        }
        return false;
    }

    /** The end of a command, or where it names a program that has names as operands: {@code grep passwd} asks for none. */
    private int beforeNamer(int start, int end) {
        for (int word = start; word < end;) {
            int wordEnd = word;
            while (wordEnd < end && !isBreak(bytes[wordEnd])) {
                wordEnd++;
            }
            if (wordEnd > word && redaction.table().find(bytes, word, wordEnd) == ProgramTable.NAMER) {
                return word;
            }
            word = wordEnd + 1;
        }
        return end;
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
        int end = isHttp(at) && !isUserName(from, user) ? add(from, user) : -1;
        return user < host ? Math.max(end, add(user + 1, host)) : end;
    }

    /** Whether the scheme of a URL is http or https. Others have no tokens in the place of users. */
    private boolean isHttp(int at) {
        int end = at > 0 && RedactionPattern.fold(bytes[at - 1]) == 's' ? at - 1 : at;
        if (end < HTTP.length) {
            return false;
        }
        for (int i = 0; i < HTTP.length; i++) {
            if (RedactionPattern.fold(bytes[end - HTTP.length + i]) != HTTP[i]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a text is rather a name than a token: short, or without digits, and in lower case. */
    private boolean isUserName(int start, int end) {
        boolean hasDigit = false;
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b == '%' && i + 2 < end && bytes[i + 1] == '4' && bytes[i + 2] == '0') {
                i += 2; // the at sign of an address
            } else if (b >= '0' && b <= '9') {
                hasDigit = true;
            } else if ((b < 'a' || b > 'z') && b != '.' && b != '_' && b != '-' && b != '$') {
                return false;
            }
        }
        return end - start <= (hasDigit ? LONGEST_NAME_WITH_DIGITS : LONGEST_NAME);
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
        return add(from, endOfHeader(at, from, endOfWord(from, outer), outer));
    }

    /** The end of a secret of which the first word is a scheme, such as Bearer, or that is a cookie. Sudo writes no quotation marks. */
    private int endOfHeader(int at, int from, int wordEnd, byte outer) {
        int end = wordEnd;
        if (isScheme(from, end)) {
            int next = RedactionPattern.afterBlanks(bytes, end, length);
            end = Math.max(end, endOfWord(next, outer) == next ? end : endOfWord(next, outer));
        }
        boolean isCookie = (bytes[at] == 'c' || bytes[at] == 'C') && from - at > 2 && bytes[from - 1] == ' ' && bytes[from - 2] == ':';
        return isCookie ? endOfCookies(end, outer) : end;
    }

    /** The end of the cookies after a first one, in a text without quotation marks. */
    private int endOfCookies(int first, byte outer) {
        int end = first;
        while (isLine && outer == 0 && end + 1 < length && bytes[end] == ';' && bytes[end + 1] == ' '
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
        while (start > 0 && end - start < LONGEST_PATH && bytes[start - 1] != 0) {
            start--;
        }
        return start;
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

    /** Whether an argument of the process begins here. */
    private boolean isArgument(int at) {
        return !isLine && (at == 0 || bytes[at - 1] == 0);
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

    /** Whether another command begins after an index. A line may go on in the next one. */
    private boolean isSeparator(int at) {
        return switch (bytes[at]) {
            case ';', '|', '&', '(', '\r', '`' -> true;
            case '\n' -> at == 0 || bytes[at - 1] != '\\';
            default -> false;
        };
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
