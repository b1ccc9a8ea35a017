package io.github.nettyaudit.daemon.filter;

import java.util.List;

/**
 * Finds the operand of a command that is a secret, and remembers it until the search comes to it: there may be other
 * secrets before it. Not thread-safe.
 */
final class OperandFinder {
    private final ShellText line;
    /** -1 if there is none. */
    private int operand = -1;
    private int operandEnd;

    OperandFinder(ShellText line) {
        this.line = line;
    }

    void clear() {
        operand = -1;
    }

    /** Where the operand begins; -1 if there is none. */
    int start() {
        return operand;
    }

    /** Where it ends. */
    int end() {
        return operandEnd;
    }

    /** The search has come to an index; an operand before it was part of another secret. */
    void passed(int at) {
        if (at > operand) {
            operand = -1;
        }
    }

    /**
     * Looks for the operand of a program, unless there is one that the search has not come to.
     *
     * @param from       where the program's name ends
     * @param isArgument whether the words of the command are arguments of the process
     */
    void find(RedactionPattern pattern, String name, int from, boolean isArgument) {
        for (int i = 0; i < pattern.programs().size() && operand < 0; i++) {
            Program program = pattern.programs().get(i);
            if (program.name().equals(name)) {
                find(pattern.separator(), program.words(), from, isArgument);
            }
        }
    }

    private void find(byte separator, List<byte[]> wanted, int from, boolean isArgument) {
        byte outer = isArgument ? 0 : line.quoteAt(from);
        int found = 0;
        int operands = 0;
        int secret = -1;
        int secretEnd = -1;
        boolean isOption = false;
        for (int start = next(from, isArgument); start < line.length; ) {
            int end = isArgument ? line.end(start, (byte) 0) : line.endOfWord(start, outer);
            if (end == start && !isArgument) {
                break; // the command ends here
            }
            if (found < wanted.size() && Program.isWord(wanted.get(found), line.bytes, start, end)) {
                found++;
                isOption = false;
            } else {
                boolean isOperand = found == wanted.size() && !isOption && end > start && line.bytes[start] != '-'
                        && !line.isAssignment(start, end);
                if (separator != 0 && separator != ' ') {
                    if (isOperand && findNamed(start, end, separator)) {
                        return;
                    }
                } else {
                    operands += isOperand ? 1 : 0;
                    secret = isOperand ? start : -1;
                    secretEnd = end;
                    isOption = end - start == 2 && line.isOptionOfOneLetter(start);
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
        return isArgument ? end + 1 : line.afterBlanks(end);
    }

    private boolean findNamed(int start, int end, byte separator) {
        int at = ShellText.isQuote(line.bytes[start]) ? start + 1 : start;
        int name = line.endOfName(at, separator);
        if (name < 0 || name >= end || line.bytes[at] == '.' || line.bytes[at] == '@') {
            return false;
        }
        int last = ShellText.isQuote(line.bytes[end - 1]) ? end - 1 : end;
        int host = last;
        while (host > name && line.bytes[host] != '@') {
            host--;
        }
        for (int i = at; i < name; i++) {
            if (line.bytes[i] == '@') {
                return false; // there is no password before a host
            }
        }
        expect(name + 1, host > name ? host : last);
        return true;
    }

    /** Remembers an operand, without its quotation marks. */
    private void expect(int start, int end) {
        boolean isQuoted = line.isQuotation(start, end);
        operand = isQuoted ? start + 1 : start;
        operandEnd = isQuoted ? end - 1 : end;
    }
}
