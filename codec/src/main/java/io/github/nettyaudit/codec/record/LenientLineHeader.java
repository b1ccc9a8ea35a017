package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;

/**
 * Reads the start of a line that differs from those of an audit daemon, nearly as leniently as libauparse: a first
 * word, a node's name if that begins with {@code n}, then the stamp, all within the first 80 bytes (340 with a node).
 *
 * <p>{@link #readAfterBlankNode} reads what auditd writes if its {@code name} has blanks (auditd.conf(5)).
 *
 * <p>Unlike libauparse, it requires a stamp {@code audit(SECONDS.MILLISECONDS:SERIAL} whose three numbers begin with a
 * digit, optionally after {@code msg=}. libauparse accepts any long word with a parenthesis, and reads 0 where there
 * are no digits: lines of prose or of a binary file would be records of 1970.
 */
final class LenientLineHeader {
    private static final int HEAD = 80;
    private static final int HEAD_WITH_NODE = 340;
    private static final String NODE = "node=";
    private static final String TYPE = "type=";
    private static final String BLANK_TYPE = " type=";
    private static final int PREFIX = 5;
    private static final int SHORTEST_STAMP_WORD = 19;
    private static final String MESSAGE = "msg=";
    private static final String STAMP = "audit(";
    private static final int MAX_MILLISECONDS = 999;

    long seconds;
    int milliseconds;
    long serial;
    int nodeStart;
    int nodeEnd;
    int typeStart;
    int typeEnd;
    int bodyStart;

    private final byte[] head = new byte[HEAD_WITH_NODE];
    private int length;
    private int position;
    private int wordEnd;

    boolean read(ByteBuf buffer, int start, int end) {
        clear(start);
        if (start >= end) {
            return false;
        }
        length = Math.min(buffer.getByte(start) == 'n' ? HEAD_WITH_NODE : HEAD, end - start);
        buffer.getBytes(start, head, 0, length);
        for (int i = 0; i < length; i++) {
            if (head[i] == 0) {
                length = i;
            }
        }
        position = 0;
        int word = nextWord();
        if (word < 0) {
            return false;
        }
        boolean typeMayFollow = true;
        if (head[word] == 'n' && wordEnd - word > PREFIX) {
            nodeStart = start + word + PREFIX;
            nodeEnd = start + wordEnd;
            // any word with an n is taken for the node's, but the type is looked for after node= only
            typeMayFollow = startsWith(word, NODE) || indexOf('=', word, wordEnd) < 0;
            word = nextWord();
        }
        if (word >= 0 && typeMayFollow && startsWith(word, TYPE)) {
            typeStart = start + word + PREFIX;
            typeEnd = start + wordEnd;
        }
        word = nextWord();
        if (word < 0 || wordEnd - word < SHORTEST_STAMP_WORD) {
            return false;
        }
        int stamp = startsWith(word, MESSAGE) ? word + MESSAGE.length() : word;
        if (startsWith(stamp, STAMP)) {
            int closing = indexOf(')', stamp, wordEnd);
            int stampEnd = closing < 0 ? wordEnd : closing;
            bodyStart = start + (closing < 0 ? wordEnd : closing + 1);
            if (readStamp(stamp + STAMP.length(), stampEnd)) {
                return true;
            }
        }
        clear(start);
        return false;
    }

    /**
     * Reads a line whose host has a name with blanks: {@code node=}, a name that ends before the first
     * {@code " type="} that a stamp follows.
     */
    boolean readAfterBlankNode(ByteBuf buffer, int start, int end) {
        int limit = Math.min(end, start + HEAD_WITH_NODE);
        if (!startsWith(buffer, start, limit, NODE)) {
            return false;
        }
        for (int i = start + PREFIX; i < limit && buffer.getByte(i) != 0; i++) {
            if (i > start + PREFIX && startsWith(buffer, i, limit, BLANK_TYPE) && read(buffer, i + 1, end)) {
                nodeStart = start + PREFIX;
                nodeEnd = i;
                return true;
            }
        }
        clear(start);
        return false;
    }

    private static boolean startsWith(ByteBuf buffer, int from, int limit, String prefix) {
        for (int i = 0; i < prefix.length(); i++) {
            if (from + i >= limit || buffer.getByte(from + i) != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private void clear(int start) {
        seconds = 0;
        milliseconds = 0;
        serial = 0;
        nodeStart = start;
        nodeEnd = start;
        typeStart = start;
        typeEnd = start;
        bodyStart = start;
    }

    private boolean startsWith(int word, String prefix) {
        if (wordEnd - word <= prefix.length()) {
            return false;
        }
        for (int i = 0; i < prefix.length(); i++) {
            if (head[word + i] != prefix.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The start of the next word, whose end is then in {@link #wordEnd}; -1 if there is none. */
    private int nextWord() {
        while (position < length && head[position] == ' ') {
            position++;
        }
        if (position == length) {
            return -1;
        }
        int start = position;
        while (position < length && head[position] != ' ') {
            position++;
        }
        wordEnd = position;
        return start;
    }

    private int indexOf(char wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (head[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private boolean readStamp(int from, int to) {
        int point = indexOf('.', from, to);
        int colon = indexOf(':', point + 1, to);
        if (point < 0 || colon < 0) {
            return false;
        }
        seconds = number(from, to);
        long millis = number(point + 1, to);
        milliseconds = (int) millis;
        serial = number(colon + 1, to);
        return seconds >= 0 && millis >= 0 && millis <= MAX_MILLISECONDS
                && serial >= 0;
    }

    /** The digits from an index on, up to the first other byte; -1 if there is none, or if they are too many. */
    private long number(int from, int to) {
        int index = from;
        long number = 0;
        while (index < to && head[index] >= '0' && head[index] <= '9') {
            if (number > Long.MAX_VALUE / 10 - 1) {
                return -1;
            }
            number = number * 10 + head[index++] - '0';
        }
        return index > from ? number : -1;
    }
}
