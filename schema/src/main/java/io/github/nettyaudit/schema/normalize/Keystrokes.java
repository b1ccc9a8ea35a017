package io.github.nettyaudit.schema.normalize;

/**
 * What was typed on a terminal, as the interpretation of TTY records has it: {@code "ls -l",<ret>}. It needs no further
 * quotation marks in a sentence: all that a user has typed is inside of such already, with a backslash before {@code "}.
 */
final class Keystrokes {
    private Keystrokes() {
    }

    /** Whether a value consists of texts in quotation marks and names of keys, with a comma between two of them. */
    static boolean isQuoted(EventValue value) {
        byte[] bytes = value.array();
        int length = value.length();
        int at = 0;
        while (at < length) {
            at = bytes[at] == '"' ? endOfText(bytes, at, length) : bytes[at] == '<' ? endOfKey(bytes, at, length) : -1;
            if (at < 0 || at == length) {
                return at == length;
            }
            if (bytes[at++] != ',') {
                return false;
            }
        }
        return false;
    }

    private static int endOfText(byte[] bytes, int start, int length) {
        for (int i = start + 1; i < length && bytes[i] >= ' ' && bytes[i] < 0x7f; i++) {
            if (bytes[i] == '"') {
                return i + 1;
            }
            if (bytes[i] == '\\') {
                i++;
            }
        }
        return -1;
    }

    private static int endOfKey(byte[] bytes, int start, int length) {
        for (int i = start + 1; i < length && bytes[i] > ' ' && bytes[i] < 0x7f; i++) {
            if (bytes[i] == '>') {
                return i + 1;
            }
        }
        return -1;
    }
}
