package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;

/**
 * Reads the start of a line that is not as an audit daemon writes it, and is as forgiving as libauparse: a first word,
 * a node's name if that begins with {@code n}, then a word with a stamp in parentheses, all within the first 80 bytes
 * (340 with a node).
 */
final class LenientLineHeader {
    private static final int HEAD = 80;
    private static final int HEAD_WITH_NODE = 340;
    private static final String NODE = "node=";
    private static final String TYPE = "type=";
    private static final int PREFIX = 5;
    private static final int SHORTEST_STAMP_WORD = 19;
    private static final int USUAL_PARENTHESIS = 9;
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
            // any word with an n is taken for the node's, but the type is looked for behind node= only
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
        int opening = head[word + USUAL_PARENTHESIS] == '(' ? word + USUAL_PARENTHESIS : indexOf('(', word, wordEnd);
        if (opening < 0) {
            return false;
        }
        int closing = indexOf(')', opening, wordEnd);
        int stampEnd = closing < 0 ? wordEnd : closing;
        bodyStart = start + (closing < 0 ? wordEnd : closing + 1);
        if (readStamp(opening + 1, stampEnd)) {
            return true;
        }
        clear(start);
        return false;
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
        long number = number(from, to);
        if (number < 0 || number > Long.MAX_VALUE - 3) {
            return false;
        }
        seconds = number;
        int rest = from;
        int point = indexOf('.', from, to);
        if (point >= 0) {
            rest = point + 1;
            long millis = number(rest, to);
            if (millis < 0 || millis > MAX_MILLISECONDS) {
                return false;
            }
            milliseconds = (int) millis;
        }
        int colon = indexOf(':', rest, to);
        if (colon >= 0) {
            serial = number(colon + 1, to);
            return serial >= 0;
        }
        return true;
    }

    /** The digits from an index on as strtoul(3) reads them; 0 if there is none, -1 if they are too many. */
    private long number(int from, int to) {
        int index = from;
        while (index < to && (head[index] >= '\t' && head[index] <= '\r')) {
            index++;
        }
        boolean negative = index < to && head[index] == '-';
        if (index < to && (head[index] == '+' || head[index] == '-')) {
            index++;
        }
        long number = 0;
        while (index < to && head[index] >= '0' && head[index] <= '9') {
            if (number > Long.MAX_VALUE / 10 - 1) {
                return -1;
            }
            number = number * 10 + head[index++] - '0';
        }
        return negative && number != 0 ? -1 : number;
    }
}
