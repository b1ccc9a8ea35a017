package io.github.nettyaudit.daemon.filter;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program, and words that must follow its name.
 *
 * @param name  its name, without a directory and a version
 * @param words words, such as {@code login}, in their order; {@code -b} is an option, alone or together with others
 * @param all   the name and the words
 */
record Program(String name, List<byte[]> words, List<byte[]> all) {
    private static final byte[] BIN = "bin/".getBytes(StandardCharsets.US_ASCII);

    /** Reads programs that are separated by commas. */
    static List<Program> parse(String text) {
        List<Program> programs = new ArrayList<>();
        for (String one : text.split(",")) {
            if (!one.isBlank()) {
                String[] words = one.strip().split(" +");
                List<byte[]> all = Arrays.stream(words).map(word -> word.getBytes(StandardCharsets.UTF_8)).toList();
                programs.add(new Program(words[0], all.subList(1, all.size()), all));
            }
        }
        return List.copyOf(programs);
    }

    /** Whether a part of the text has words in their order. */
    static boolean has(List<byte[]> wanted, byte[] bytes, int from, int before) {
        int found = 0;
        int at = from;
        boolean isOtherName = false;
        while (found < wanted.size() && at < before) {
            int start = at;
            while (at < before && !ShellText.isBreak(bytes[at])) {
                at++;
            }
            found += !isOtherName && isWord(wanted.get(found), bytes, start, at) ? 1 : 0;
            isOtherName = ProgramNames.isBeforeOtherName(bytes, start, at);
            at++;
        }
        return found == wanted.size();
    }

    /** Whether a word is the wanted one, or has the wanted option together with others. */
    static boolean isWord(byte[] wanted, byte[] bytes, int start, int end) {
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
                && (name == start || name - start > BIN.length
                && Arrays.equals(bytes, name - BIN.length, name, BIN, 0, BIN.length));
    }
}
