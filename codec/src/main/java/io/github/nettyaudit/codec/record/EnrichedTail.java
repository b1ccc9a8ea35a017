package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;

/**
 * Puts the byte 0x1D back in front of the names of an ENRICHED line that came through syslog: audisp-syslog writes a
 * blank for it, rsyslogd(8) the four characters {@code #035}.
 *
 * <p>The names are all words at the end of the line that are {@code NAME=value} with a name in capital letters, as the
 * audit daemon writes them. The kernel writes no such field, and the message of a program ends with an apostrophe, which
 * no such word may have; so nobody can add a name to a record.
 */
final class EnrichedTail {
    private static final int OCTAL = 0x303335;
    private static final int OCTAL_LENGTH = "#035".length();

    private EnrichedTail() {
    }

    /** Restores the byte in the text from an index on, if it is missing. */
    static void restore(ByteBuf text, int from) {
        int end = text.writerIndex();
        if (text.indexOf(from, end, AuditLogLine.ENRICHMENT_SEPARATOR) >= 0) {
            return;
        }
        int word = from;
        while (word < end) {
            int failure = failure(text, word, end);
            if (failure < 0) {
                if (word > from) {
                    put(text, word);
                }
                return;
            }
            word = next(text, Math.max(failure, word), end);
        }
    }

    /** The start of the next word after an index: after a blank or {@code #035}. */
    private static int next(ByteBuf text, int from, int end) {
        for (int i = from; i < end; i++) {
            if (text.getByte(i) == ' ') {
                return i + 1;
            }
            if (isOctal(text, i, end)) {
                return i + OCTAL_LENGTH;
            }
        }
        return end;
    }

    private static boolean isOctal(ByteBuf text, int index, int end) {
        return index + OCTAL_LENGTH <= end && text.getByte(index) == '#' && text.getMedium(index + 1) == OCTAL;
    }

    private static void put(ByteBuf text, int word) {
        int before = text.getByte(word - 1) == ' ' ? 1 : OCTAL_LENGTH;
        int rest = text.writerIndex() - word;
        text.setByte(word - before, AuditLogLine.ENRICHMENT_SEPARATOR);
        if (before > 1) {
            text.setBytes(word - before + 1, text.copy(word, rest));
            text.writerIndex(word - before + 1 + rest);
        }
    }

    /** The index of the first byte that is not part of words {@code NAME=value} up to the end; -1 if all are. */
    private static int failure(ByteBuf text, int from, int end) {
        int index = from;
        while (index < end) {
            int name = index;
            while (index < end && isNameByte(text.getByte(index))) {
                index++;
            }
            if (index == name || index == end || text.getByte(index) != '=') {
                return index;
            }
            index = valueEnd(text, index + 1, end);
            if (index < 0) {
                return end;
            }
            if (index < end && text.getByte(index) != ' ') {
                return index;
            }
            index++;
        }
        return -1;
    }

    /** A value in quotation marks or braces, or a word; -1 if it has no end. */
    private static int valueEnd(ByteBuf text, int from, int end) {
        byte first = from < end ? text.getByte(from) : 0;
        if (first == '"' || first == '{') {
            byte last = first == '{' ? (byte) '}' : first;
            int closing = text.indexOf(from + 1, end, last);
            return closing < 0 ? -1 : closing + 1;
        }
        int index = from;
        while (index < end && text.getByte(index) != ' ' && text.getByte(index) != '\'') {
            index++;
        }
        return index;
    }

    private static boolean isNameByte(byte b) {
        return b >= 'A' && b <= 'Z' || b == '_' || b >= '0' && b <= '9';
    }
}
