package io.github.nettyaudit.daemon.filter;

/** Finds what echo writes for a command that reads secrets. Not thread-safe. */
final class PipeFinder {
    private static final int LONGEST_PIPELINE = 4096;

    private final ShellText line;
    private final ProgramTable table;
    /** Up to where nothing is written for such a command. */
    private int unpipedTo;
    private int secret;
    private int secretEnd;

    PipeFinder(ShellText line, ProgramTable table) {
        this.line = line;
        this.table = table;
    }

    void clear() {
        unpipedTo = 0;
    }

    /** Where the secret that was found begins. */
    int start() {
        return secret;
    }

    /** Where it ends. */
    int end() {
        return secretEnd;
    }

    /** What is written for a command after the next vertical bar that reads secrets. */
    boolean find(RedactionPattern pattern, int at, int from) {
        if (at < unpipedTo) {
            return false;
        }
        byte outer = line.quoteAt(at);
        int start = from;
        while (line.isOptionOfOneLetter(start) && start + 2 < line.length && line.bytes[start + 2] == ' ') {
            start = line.afterBlanks(start + 2);
        }
        int end = start;
        int words = 0;
        int bar = start;
        while (bar < line.length && line.bytes[bar] != '|') {
            end = line.endOfWord(bar, outer);
            if (end == bar) {
                break; // the command ends here
            }
            words++;
            bar = line.afterBlanks(end);
        }
        unpipedTo = bar;
        if (bar >= line.length || line.bytes[bar] != '|' || end == start) {
            return false;
        }
        int last = bar + 1;
        while (last < line.length && last - bar < LONGEST_PIPELINE && line.bytes[last] != 0
                && (line.bytes[last] == '|' || !line.isSeparator(last))) {
            last++;
        }
        if (!isReader(pattern, bar + 1, last)) {
            return false;
        }
        boolean isQuoted = words == 1 && line.isQuotation(start, end);
        secret = isQuoted ? start + 1 : start;
        secretEnd = isQuoted ? end - 1 : end;
        return true;
    }

    /** Whether one of the commands of a pipeline reads secrets. */
    private boolean isReader(RedactionPattern pattern, int from, int last) {
        for (int start = from; start < last;) {
            int end = start;
            while (end < last && line.bytes[end] != '|') {
                end++;
            }
            int before = beforeNamer(start, end);
            for (int i = 0; i < pattern.programs().size(); i++) {
                if (Program.has(pattern.programs().get(i).all(), line.bytes, start, before)) {
                    return true;
                }
            }
            start = end + 1;
        }
        return false;
    }

    /** The end of a command, or where it names a program that has names as operands, such as {@code grep passwd}. */
    private int beforeNamer(int start, int end) {
        for (int word = start; word < end;) {
            int wordEnd = word;
            while (wordEnd < end && !ShellText.isBreak(line.bytes[wordEnd])) {
                wordEnd++;
            }
            if (wordEnd > word) {
                int program = table.find(line.bytes, word, wordEnd);
                if (program == ProgramTable.NAMER || !table.isBeforeProgram(program, line, word, wordEnd)) {
                    return program == ProgramTable.NAMER ? word : end;
                }
            }
            word = wordEnd + 1;
        }
        return end;
    }
}
