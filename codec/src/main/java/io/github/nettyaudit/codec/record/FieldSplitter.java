package io.github.nettyaudit.codec.record;

import io.github.nettyaudit.codec.message.AuditMessageType;

/**
 * Cuts the text of a record into fields, in just the way of libauparse, the reference:
 * <ul>
 * <li>blanks part words, a quotation mark does not protect them; a word is a field if it has an equals sign, and the
 * name ends at its first one; a word without a value is none;
 * <li>one opening parenthesis before a name is dropped, and of a value's end, in this order, one colon, one comma, one
 * apostrophe and one closing parenthesis (unless it is {@code (none)} or {@code (null)});
 * <li>a word that starts with {@code msg=a} (the stamp) is dropped; {@code msg='} is dropped from a word's start, and
 * what follows is another name space ({@link FieldSpace#USER});
 * <li>a {@code key=} in hexadecimal is a list: one field for each of its keys ({@link KeyList});
 * <li>an access vector's words without an equals sign get the names {@code seresult} ({@code denied}) and
 * {@code seperms} (what stands between the braces, with commas).
 * </ul>
 * The text ends at a NUL. A newline, which a user message may hold, parts words as it does in a log, where the audit
 * daemon writes a blank in its place.
 */
final class FieldSplitter {
    private static final FieldName NODE = FieldName.of("node");
    private static final int BRACE = '{';
    /** {@code msg=} and {@code key=}, the first character in the lowest byte. */
    private static final int MESSAGE_EQUALS = 'm' | 's' << 8 | 'g' << 16 | '=' << 24;
    private static final int KEY_EQUALS = 'k' | 'e' << 8 | 'y' << 16 | '=' << 24;
    /** A bit for each of the characters below 64 that are dropped from a value's end. */
    private static final long TRIMMED = 1L << ':' | 1L << ',' | 1L << '\'' | 1L << ')';

    private final FieldIndex index;
    private final SeparatorScanner marks = new SeparatorScanner();
    /** The first field inside {@code msg='…'}, or more than there are. */
    private int userStart;

    FieldSplitter(FieldIndex index) {
        this.index = index;
    }

    /** The number of the first field of the user's part; the number of fields if it has none. */
    int userStart() {
        return Math.min(userStart, index.count);
    }

    /**
     * Appends the fields between {@code from} and {@code to} to the index.
     *
     * @param type the record's type, which decides whether it is an access vector
     * @param before the number of fields that libauparse would see before these (node and type of a log line)
     * @param isLine whether the byte 0x1D ends the text
     * @return where the text ended
     */
    int split(int from, int to, int type, int before, boolean isLine) {
        userStart = Integer.MAX_VALUE;
        boolean vector = type == AuditMessageType.AVC || type == AuditMessageType.USER_AVC;
        int end = to;
        int count = marks.find(index.bytes, from, to);
        int[] positions = marks.positions;
        if (vector) {
            count = countBeforeEnd(count, isLine);
            end = positions[count - 1];
        }
        int start = from;
        byte[] bytes = index.bytes;
        index.reserveFields(count);
        for (int i = 0; i < count; i++) {
            int position = positions[i];
            byte separator = bytes[position];
            if (separator != ' ' && position < end) {
                if (isEnd(separator, isLine)) {
                    end = position;
                    count = i;
                } else if (separator != '\n') {
                    continue;
                }
            }
            if (position > start) {
                long word = FieldIndex.word(bytes, start);
                long signs = SeparatorScanner.equalsSigns(word);
                int length = Long.numberOfTrailingZeros(signs) >>> 3;
                int equals = signs != 0 ? start + length : indexOfEquals(start + Long.BYTES, position);
                long key = signs != 0 ? word & ((signs & -signs) >>> Byte.SIZE - 1) - 1 : word;
                int head = (int) word;
                byte last = bytes[position - 1];
                if (head == MESSAGE_EQUALS || head == KEY_EQUALS || (byte) head == '(' || equals < 0
                        || equals + 1 >= position) {
                    position = unusualWord(start, equals, position, end, vector ? before : -1);
                    bytes = index.bytes;
                    index.reserveFields(count);
                    while (positions[i] < position) {
                        i++;
                    }
                } else {
                    // one branch that is seldom taken, instead of several that depend on each value's last character
                    boolean ends = (TRIMMED >>> last & last - (long) Long.SIZE >>> Long.SIZE - 1) != 0;
                    index.put(start, equals, ends ? trimmed(equals + 1, position) : position, key);
                }
            }
            start = position + 1;
        }
        return end;
    }

    /**
     * A word that is no plain name and value.
     *
     * @param equals where its equals sign is; negative or beyond its end if it has none
     * @param end where the text ends
     * @param before see {@link #split}; negative in records that are no access vectors
     * @return where to go on
     */
    private int unusualWord(int start, int equals, int wordEnd, int end, int before) {
        if (equals >= 0 && equals < wordEnd) {
            specialField(start, equals, wordEnd);
        } else if (before >= 0) {
            return vectorWord(start, wordEnd, end, before);
        }
        return wordEnd;
    }

    private static boolean isEnd(byte separator, boolean isLine) {
        return separator == 0 || isLine && separator == AuditLogLine.ENRICHMENT_SEPARATOR;
    }

    /** The number of marks up to the one where the text truly ends. */
    private int countBeforeEnd(int count, boolean isLine) {
        for (int i = 0; i < count - 1; i++) {
            int position = marks.positions[i];
            if (isEnd(index.bytes[position], isLine)) {
                return i + 1;
            }
        }
        return count;
    }

    private void specialField(int wordStart, int firstEquals, int end) {
        byte[] bytes = index.bytes;
        int start = wordStart;
        int equals = firstEquals;
        if ((int) index.word(start) == MESSAGE_EQUALS && equals + 1 < end) {
            if (bytes[equals + 1] == 'a') {
                return;
            }
            if (bytes[equals + 1] == '\'') {
                start = equals + 2;
                userStart = Math.min(userStart, index.count);
                equals = indexOfEquals(start, end);
                if (equals < 0) {
                    return;
                }
            }
        }
        if (equals + 1 == end) {
            return;
        }
        if (bytes[start] == '(') {
            start++;
        }
        int value = equals + 1;
        int valueEnd = trimmed(value, end);
        if ((int) index.word(start) == KEY_EQUALS
                && (value == valueEnd || bytes[value] != '(' && bytes[value] != '"')) {
            KeyList.add(index, start, equals, value, valueEnd);
        } else {
            index.add(start, equals, value, valueEnd);
        }
    }

    private int indexOfEquals(int from, int to) {
        for (int i = from; i < to; i += Long.BYTES) {
            long signs = SeparatorScanner.equalsSigns(index.word(i));
            if (signs != 0) {
                int found = i + (Long.numberOfTrailingZeros(signs) >>> 3);
                return found < to ? found : -1;
            }
        }
        return -1;
    }

    private int trimmed(int value, int wordEnd) {
        byte[] bytes = index.bytes;
        int end = wordEnd;
        if (bytes[end - 1] == ':') {
            end--;
        }
        if (end > value && bytes[end - 1] == ',') {
            end--;
        }
        if (end > value && bytes[end - 1] == '\'') {
            end--;
        }
        if (end > value && bytes[end - 1] == ')' && !isAbsent(value, end)) {
            end--;
        }
        return end;
    }

    /** Whether the value is {@code (none)} or {@code (null)}. */
    private boolean isAbsent(int value, int end) {
        byte[] bytes = index.bytes;
        return end - value == 6 && bytes[value] == '(' && bytes[value + 1] == 'n'
                && (bytes[value + 2] == 'o' && bytes[value + 3] == 'n' && bytes[value + 4] == 'e'
                || bytes[value + 2] == 'u' && bytes[value + 3] == 'l' && bytes[value + 4] == 'l');
    }

    /** A word without an equals sign. Its meaning hangs on how many fields there are. Returns where to go on. */
    private int vectorWord(int start, int end, int to, int before) {
        int fields = index.count + before;
        if (index.count > 0 && before == 0 && index.isNamed(0, NODE)) {
            fields--;
        }
        byte[] bytes = index.bytes;
        if (fields == 1) {
            boolean title = end - start >= 3
                    && bytes[start] == 'a' && bytes[start + 1] == 'v' && bytes[start + 2] == 'c';
            if (!title) {
                int name = constant("seresult");
                index.add(name, index.length, start, end);
            }
        } else if (fields == 2 && bytes[start] == BRACE) {
            return permissions(end, to);
        }
        return end;
    }

    /** Joins the words up to a closing brace, or to the end of the text, with commas. */
    private int permissions(int from, int to) {
        int name = constant("seperms");
        int nameEnd = index.length;
        index.reserve(to - from + 1);
        byte[] bytes = index.bytes;
        int value = index.length;
        int position = from;
        while (position < to) {
            byte b = bytes[position];
            if (b == ' ' || b == '\n') {
                position++;
                continue;
            }
            boolean closing = b == '}';
            if (!closing && index.length > value) {
                index.append(',');
            }
            while (position < to && bytes[position] != ' ' && bytes[position] != '\n') {
                if (!closing) {
                    index.append(bytes[position]);
                }
                position++;
            }
            if (closing) {
                break;
            }
        }
        index.add(name, nameEnd, value, index.length);
        return position;
    }

    private int constant(String name) {
        index.reserve(name.length());
        int start = index.length;
        for (int i = 0; i < name.length(); i++) {
            index.append(name.charAt(i));
        }
        return start;
    }
}
