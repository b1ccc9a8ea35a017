package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;

/**
 * The names of the first words of a command, of which one may be that of its program, such as sudo and mysql. They are
 * looked for once for each command: a command may have very many words that secrets might follow. Not thread-safe.
 */
final class ProgramNames {
    private static final int FIRST_WORDS = 16;
    private static final int LONGEST_NAME = 64;

    private final boolean isArguments;
    private final String[] names = new String[FIRST_WORDS];
    private final int[] ends = new int[FIRST_WORDS];
    private int count;
    /** Where the command begins; -1 if none was looked at. */
    private int command = -1;

    ProgramNames(boolean isArguments) {
        this.isArguments = isArguments;
    }

    void clear() {
        command = -1;
        Arrays.fill(names, null);
    }

    /** Whether one of the first words of the command, before some word, is the name of one of some programs. */
    boolean isNamed(CommandLine line, int start, int before, Set<String> programs) {
        if (command != start) {
            look(line, start);
        }
        for (int word = 0; word < count && ends[word] < before; word++) {
            if (programs.contains(names[word])) {
                return true;
            }
        }
        return false;
    }

    private void look(CommandLine line, int start) {
        command = start;
        int from = start;
        for (count = 0; count < FIRST_WORDS && from < line.length; count++) {
            int end = from;
            while (end < line.length && (isArguments ? line.bytes[end] != 0 : !CommandLine.isBreak(line.bytes[end]))) {
                end++;
            }
            names[count] = baseName(line.bytes, from, end);
            ends[count] = end;
            from = end + 1;
        }
    }

    private static String baseName(byte[] bytes, int start, int end) {
        int from = end;
        while (from > start && end - from < LONGEST_NAME && bytes[from - 1] != '/') {
            from--;
        }
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1);
    }
}
