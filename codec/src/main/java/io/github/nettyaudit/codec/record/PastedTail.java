package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;

/**
 * Finds the audit daemon's part of an ENRICHED line that has lost the byte 0x1D before it, as lines have that were copied
 * from a terminal or went through another log: {@code … res=success'UID="root"}. In place of the byte there may be nothing,
 * a blank (audisp-syslog writes one), {@code #035} (rsyslogd(8)), {@code ^]} or another way of showing it.
 *
 * <p>All words at the end of the line must be {@code NAME=value} as the audit daemon writes them: the names of users and
 * groups in quotation marks, an address in braces. The kernel writes no such field, and it ends the message of a program
 * with an apostrophe, which must stand directly before the part; so a program cannot add a name to a record.
 */
final class PastedTail {
    private static final int LONGEST_VALUE = 1024;
    private static final int LONGEST_WORD = 64;
    private static final String ADDRESS = "SADDR={";
    /** What may stand for the byte 0x1D: a blank, what logs and terminals show, and U+241D, all as bytes. */
    private static final String[] SEPARATORS =
        {" ", "#035", "^]", "\\035", "\\x1d", "\\u001d", "\u00e2\u0090\u009d"};

    private PastedTail() {
    }

    /**
     * Returns where the first name of the part begins; -1 if the line has no such part, or has the byte 0x1D.
     *
     * @param from where the line begins
     * @param to   where it ends
     */
    static int find(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && bytes[end - 1] == ' ') {
            end--; // a message would end with an apostrophe
        }
        int start = -1;
        for (int name = nameOfLastWord(bytes, from, end); name > from;) {
            start = name;
            name = bytes[name - 1] == ' ' ? nameOfLastWord(bytes, from, name - 1) : -1;
        }
        return start > 0 && isSeparated(bytes, from, start) ? start : -1;
    }

    /** Where the text of the kernel ends before the part. */
    static int textEnd(byte[] bytes, int from, int start) {
        for (String separator : SEPARATORS) {
            if (endsWith(bytes, from, start, separator)) {
                return start - separator.length();
            }
        }
        return start;
    }

    /** Puts the byte back in the text of a heap buffer from an index on, where something else stands for it. */
    static void restore(ByteBuf text, int from) {
        byte[] bytes = text.array();
        int offset = text.arrayOffset();
        int start = find(bytes, offset + from, offset + text.writerIndex()) - offset;
        int end = start < 0 ? start : textEnd(bytes, offset + from, offset + start) - offset;
        if (end < start) {
            int rest = text.writerIndex() - start;
            text.setByte(end, AuditLogLine.ENRICHMENT_SEPARATOR);
            System.arraycopy(bytes, offset + start, bytes, offset + end + 1, rest);
            text.writerIndex(end + 1 + rest);
        }
    }

    private static boolean isSeparated(byte[] bytes, int from, int start) {
        int end = textEnd(bytes, from, start);
        if (end <= from || bytes[end - 1] == '=' || end == start && !isInValue(bytes, from, end)) {
            return false;
        }
        boolean isMessage = false;
        for (int i = from; i < end; i++) {
            if (bytes[i] == AuditLogLine.ENRICHMENT_SEPARATOR) {
                return false;
            }
            isMessage |= bytes[i] == '\'' && endsWith(bytes, from, i, " msg=");
        }
        return !isMessage || bytes[end - 1] == '\'';
    }

    /** Whether what stands before an index is a value, which the part follows without a separator. */
    private static boolean isInValue(byte[] bytes, int from, int end) {
        byte last = bytes[end - 1];
        if (last == '\'' || last == '"' || last == ')') {
            return true;
        }
        int index = end;
        while (index > from && bytes[index - 1] > ' ' && bytes[index - 1] != '=') {
            index--;
        }
        return index > from && bytes[index - 1] == '=';
    }

    /** Where the name of the last word begins, if it is one that the audit daemon writes with such a value; else -1. */
    private static int nameOfLastWord(byte[] bytes, int from, int end) {
        return switch (end > from ? bytes[end - 1] : 0) {
            case '}' -> nameOfAddress(bytes, from, end);
            case '"' -> nameOfQuoted(bytes, from, end);
            default -> nameOfPlainWord(bytes, from, end);
        };
    }

    /** The first one in the line: the path of a socket, which any program can choose, may contain another. */
    private static int nameOfAddress(byte[] bytes, int from, int end) {
        for (int i = from + ADDRESS.length(); i < end; i++) {
            if (bytes[i - 1] == '{' && endsWith(bytes, from, i, ADDRESS)) {
                return i - ADDRESS.length();
            }
        }
        return -1;
    }

    /** {@code AUID="tom"}: the name of a user or a group. */
    private static int nameOfQuoted(byte[] bytes, int from, int end) {
        int least = Math.max(from, end - LONGEST_VALUE);
        int value = end - 2;
        while (value >= least && bytes[value] != '"') {
            value--;
        }
        int nameEnd = value - 1;
        if (value < least || nameEnd <= from || bytes[nameEnd] != '=') {
            return -1;
        }
        int name = nameStart(bytes, from, nameEnd);
        return is(bytes, name, nameEnd, "ID") || endsWith(bytes, name, nameEnd, "UID")
                || endsWith(bytes, name, nameEnd, "GID") ? name : -1;
    }

    /** {@code ARCH=x86_64}, {@code SYSCALL=unknown-syscall(999)}. */
    private static int nameOfPlainWord(byte[] bytes, int from, int end) {
        int least = Math.max(from, end - LONGEST_WORD);
        int nameEnd = end - 1;
        while (nameEnd > least && bytes[nameEnd] > ' ' && bytes[nameEnd] != '=' && bytes[nameEnd] != '\''
                && bytes[nameEnd] != '"') {
            nameEnd--;
        }
        if (nameEnd == end - 1 || bytes[nameEnd] != '=') {
            return -1;
        }
        int name = nameStart(bytes, from, nameEnd);
        return is(bytes, name, nameEnd, "ARCH") || is(bytes, name, nameEnd, "SYSCALL") ? name : -1;
    }

    private static int nameStart(byte[] bytes, int from, int nameEnd) {
        int name = nameEnd;
        while (name > from && (bytes[name - 1] >= 'A' && bytes[name - 1] <= 'Z' || bytes[name - 1] == '_'
                || bytes[name - 1] == '-')) {
            name--;
        }
        return name;
    }

    private static boolean is(byte[] bytes, int start, int end, String name) {
        return end - start == name.length() && endsWith(bytes, start, end, name);
    }

    private static boolean endsWith(byte[] bytes, int start, int end, String suffix) {
        int length = suffix.length();
        if (end - start < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((bytes[end - length + i] & 0xff) != suffix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
