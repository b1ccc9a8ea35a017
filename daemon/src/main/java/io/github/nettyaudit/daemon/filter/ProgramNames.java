package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The first words of a command, of which one may be the name of its program, such as mysql after sudo. They are looked
 * for once for each command: a command may have very many words that secrets might follow. Not thread-safe.
 */
final class ProgramNames {
    private static final int FIRST_WORDS = 16;
    /** The word after one of these is the name of a user, a host, a container, or a file. */
    private static final List<byte[]> BEFORE_OTHER_NAMES = Stream.of("-u", "-h", "--user", "--group", "--host",
            "--hostname", "--name", "--network", "-name", "-iname")
            .map(option -> option.getBytes(StandardCharsets.US_ASCII)).toList();

    private final boolean isArguments;
    private final ProgramTable table;
    private final int[] programs = new int[FIRST_WORDS];
    private final int[] starts = new int[FIRST_WORDS];
    private final int[] ends = new int[FIRST_WORDS];
    private int count;
    /** Where the command begins; -1 if none was looked at. */
    private int command = -1;

    ProgramNames(boolean isArguments, ProgramTable table) {
        this.isArguments = isArguments;
        this.table = table;
    }

    void clear() {
        command = -1;
    }

    /** Looks at a command; how many of its first words are names of programs. */
    int look(ShellText line, int start) {
        if (command == start) {
            return count;
        }
        command = start;
        count = 0;
        int from = start;
        boolean isOtherName = false;
        boolean isFirst = true;
        for (int word = 0; word < FIRST_WORDS && from < line.length; word++) {
            int end = end(line, from);
            int program = isOtherName ? ProgramTable.NONE : table.find(line.bytes, from, end);
            if (program == ProgramTable.NAMER && isFirst) {
                break;
            }
            isFirst = isFirst && (isOtherName || table.isBeforeProgram(program, line, from, end));
            if (program >= 0) {
                programs[count] = program;
                starts[count] = from;
                ends[count++] = end;
            }
            isOtherName = isBeforeOtherName(line.bytes, from, end);
            from = end + 1;
        }
        return count;
    }

    private int end(ShellText line, int start) {
        int end = start;
        while (end < line.length && (isArguments ? line.bytes[end] != 0 : !ShellText.isBreak(line.bytes[end]))) {
            end++;
        }
        return end;
    }

    static boolean isBeforeOtherName(byte[] bytes, int start, int end) {
        if (start == end || bytes[start] != '-') {
            return false;
        }
        for (byte[] option : BEFORE_OTHER_NAMES) {
            if (Arrays.equals(bytes, start, end, option, 0, option.length)) {
                return true;
            }
        }
        return false;
    }

    /** The number of a program, of those that were found. */
    int program(int index) {
        return programs[index];
    }

    /** Where its name begins, or the path that ends with it. */
    int start(int index) {
        return starts[index];
    }

    /** Where its name ends. */
    int end(int index) {
        return ends[index];
    }
}
