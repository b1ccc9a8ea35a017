package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;

/**
 * Finds the audit daemon's part of an ENRICHED line that has lost the byte 0x1D before it, as lines have that were copied
 * from a terminal or went through another log: {@code … res=success'UID="root"}. In place of the byte there may be nothing,
 * a blank (audisp-syslog writes one), {@code #035} (rsyslogd(8)) or {@code ^]}.
 *
 * <p>All words at the end of the line must be {@code NAME=value} with a name that the audit daemon writes. The kernel
 * writes no such field, and it ends the message of a program with an apostrophe, which must stand directly before the
 * part; so a program cannot add a name to a record.
 */
final class PastedTail {
    private static final int LONGEST_VALUE = 1024;

    private PastedTail() {
    }

    /**
     * Returns where the first name of the part begins; -1 if the line has no such part, or has the byte 0x1D.
     *
     * @param from where the line begins
     * @param end  where it ends
     */
    static int find(byte[] bytes, int from, int end) {
        int start = -1;
        for (int name = nameOfLastWord(bytes, from, end); name > from;) {
            start = name;
            name = bytes[name - 1] == ' ' ? nameOfLastWord(bytes, from, name - 1) : -1;
        }
        return start > 0 && isSeparated(bytes, from, start) ? start : -1;
    }

    /** Where the text of the kernel ends before the part. */
    static int textEnd(byte[] bytes, int from, int start) {
        if (endsWith(bytes, from, start, "#035")) {
            return start - "#035".length();
        }
        if (endsWith(bytes, from, start, "^]")) {
            return start - "^]".length();
        }
        return bytes[start - 1] == ' ' ? start - 1 : start;
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

    /** Where the name of the last word begins, if the audit daemon writes this name; else -1. */
    private static int nameOfLastWord(byte[] bytes, int from, int end) {
        int value = valueStart(bytes, from, end);
        if (value < 0 || value - 1 <= from || bytes[value - 1] != '=') {
            return -1;
        }
        int nameEnd = value - 1;
        int name = nameEnd;
        while (name > from && (bytes[name - 1] >= 'A' && bytes[name - 1] <= 'Z' || bytes[name - 1] == '_'
                || bytes[name - 1] == '-')) {
            name--;
        }
        return isNameOfTheDaemon(bytes, name, nameEnd) ? name : -1;
    }

    /** The start of a value in quotation marks or braces, or of a word without either; -1 if there is none. */
    private static int valueStart(byte[] bytes, int from, int end) {
        byte last = end > from ? bytes[end - 1] : 0;
        byte first = last == '}' ? (byte) '{' : last;
        boolean isWord = first != '{' && first != '"';
        int least = Math.max(from, end - LONGEST_VALUE);
        for (int i = isWord ? end - 1 : end - 2; i >= least; i--) {
            byte next = bytes[i];
            if (isWord ? next == '=' : next == first) {
                return isWord ? i + 1 : i;
            }
            // an apostrophe that ends the line is the kernel's, and what stands before it a program's
            if (isWord && (next == ' ' || next == '\'' || next == '"')) {
                return -1;
            }
        }
        return -1;
    }

    private static boolean isNameOfTheDaemon(byte[] bytes, int start, int end) {
        return endsWith(bytes, start, end, "UID") || endsWith(bytes, start, end, "GID")
                || is(bytes, start, end, "ID") || is(bytes, start, end, "ARCH") || is(bytes, start, end, "SYSCALL")
                || is(bytes, start, end, "SADDR");
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
            if (bytes[end - length + i] != suffix.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
