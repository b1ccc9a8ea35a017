package io.github.nettyaudit.codec.record;

/**
 * Finds the record of a security module in a line of Android's logcat, in the formats {@code threadtime} and
 * {@code uid}, {@code time}, {@code brief} and {@code tag}:
 * <pre>
 *   11-14 22:13:20.123  1234  1240 W foo     : type=1400 audit(0.0:22): avc: denied { read } for …
 *   11-14 22:13:20.123 W/foo     ( 1234): type=1400 audit(0.0:22): avc: denied { read } for …
 * </pre>
 * logd writes the program's name as the tag and leaves {@code comm=} out.
 */
final class LogcatHeader {
    private static final String RECORD = ": type=14";
    private static final String PRIORITIES = "VDIWEFS";
    private static final int MOST_NUMBERS = 3;
    private static final int LONGEST_TAG = 48;

    private LogcatHeader() {
    }

    /** Returns where the record starts; -1 if the line is none of a logcat. */
    static int recordStart(byte[] head, int length) {
        int position = stampEnd(head, length);
        boolean isStamped = position > 0;
        for (int word = 0; isStamped && word < MOST_NUMBERS && !isPriority(head, position, length); word++) {
            position = skipBlanks(head, wordEnd(head, position, length), length);
        }
        if (!isPriority(head, position, length)) {
            return -1;
        }
        int last = Math.min(length - RECORD.length(), position + LONGEST_TAG);
        for (int i = position + 2; i <= last; i++) {
            if (startsWith(head, i, RECORD)) {
                return i + 2;
            }
        }
        return -1;
    }

    /** Behind a date, with or without its year, and a time; 0 if the line starts with something else. */
    private static int stampEnd(byte[] head, int length) {
        int date = wordEnd(head, 0, length);
        int time = skipBlanks(head, date, length);
        int end = wordEnd(head, time, length);
        boolean isDate = hasShape(head, 0, date, "00-00", "0000-00-00");
        return isDate && hasShape(head, time, Math.min(end, time + 8), "00:00:00") ? skipBlanks(head, end, length) : 0;
    }

    private static boolean hasShape(byte[] head, int from, int to, String... shapes) {
        for (String shape : shapes) {
            boolean isShape = to - from == shape.length();
            for (int i = 0; isShape && i < shape.length(); i++) {
                byte b = head[from + i];
                isShape = shape.charAt(i) == '0' ? b >= '0' && b <= '9' : b == shape.charAt(i);
            }
            if (isShape) {
                return true;
            }
        }
        return false;
    }

    /** {@code W foo} or {@code W/foo}. */
    private static boolean isPriority(byte[] head, int index, int length) {
        return index + 2 < length && PRIORITIES.indexOf(head[index]) >= 0
                && (head[index + 1] == ' ' || head[index + 1] == '/');
    }

    private static int wordEnd(byte[] head, int from, int length) {
        int end = from;
        while (end < length && head[end] != ' ') {
            end++;
        }
        return end;
    }

    private static int skipBlanks(byte[] head, int from, int length) {
        int index = from;
        while (index < length && head[index] == ' ') {
            index++;
        }
        return index;
    }

    private static boolean startsWith(byte[] head, int from, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (head[from + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
