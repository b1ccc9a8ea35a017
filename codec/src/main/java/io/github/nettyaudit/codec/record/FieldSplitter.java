package io.github.nettyaudit.codec.record;

/**
 * Splits the text of a record into fields and words:
 * <ul>
 * <li>Blanks separate words. A word is a field if it has an equals sign and a value; the name ends at the first equals
 * sign. Every other word is kept as a word.
 * <li>A value that begins with a quotation mark extends over blanks if {@link QuotedValue} finds its end.
 * <li>One opening parenthesis before a name is dropped. Of the end of a value, in this order, one colon, one comma, one
 * apostrophe and one closing parenthesis are dropped, unless the value is {@code (none)} or {@code (null)}.
 * <li>The words of a log line up to its stamp are no words of the record. {@code msg='} is dropped from the start of a
 * word, and what follows is the user's part ({@link FieldSpace#USER}), which the last apostrophe of the text ends.
 * <li>A {@code key=} in hexadecimal is a list: one field for each of its keys ({@link KeyList}).
 * <li>An access vector has the fields {@code seresult} and {@code seperms} ({@link AccessVector}).
 * </ul>
 * libauparse has the same rules but for quotation marks, access vectors and words; docs/CONFORMANCE.md lists the
 * differences. The text ends at a NUL. A newline, which a user message may hold, separates words as it does in a log,
 * where the audit daemon writes a blank in its place. In a log line the text ends at the byte 0x1D that
 * {@link EnrichedPart} recognises as the daemon's; every other 0x1D is a byte of a word.
 */
final class FieldSplitter {
    /** {@code msg=} and {@code key=}, the first character in the lowest byte. */
    private static final int MESSAGE_EQUALS = 'm' | 's' << 8 | 'g' << 16 | '=' << 24;
    private static final int KEY_EQUALS = 'k' | 'e' << 8 | 'y' << 16 | '=' << 24;
    /** {@code audit(}, with which a stamp begins, and the bits that it has. */
    private static final long STAMP = 'a' | 'u' << 8 | 'd' << 16 | 'i' << 24 | (long) 't' << 32 | (long) '(' << 40;
    private static final long STAMP_BITS = (1L << 48) - 1;
    /**
     * What the first and the last character of a value say of it: that it may be longer than its word, or that its last
     * characters may not belong to it. A double quotation mark at both ends says nothing. The last character of a value
     * of one character is not looked at.
     */
    private static final byte[] FIRST = new byte[256];
    private static final byte[] LAST = new byte[256];

    static {
        for (char trimmed : new char[] {':', ',', '\'', ')'}) {
            FIRST[trimmed] = 1;
            LAST[trimmed] = 2;
        }
        FIRST['"'] = 4;
        LAST['"'] = 4;
    }

    private final FieldIndex index;
    private final SeparatorScanner marks = new SeparatorScanner();
    private boolean isLine;
    /** The number of marks up to the end of the text, and that end; final once {@link #settled}. */
    private int count;
    private int end;
    private boolean settled;
    private boolean stamped;
    /** Whether there was an access vector: {@code key} behind it is the number of an IPC object, not a rule's key. */
    private boolean hasVector;
    /** The first field and the first word inside {@code msg='…'}, or more than there are. */
    private int userStart;
    private int userWords;
    /** The apostrophe that ends {@code msg='…'}; the end of the text if there is none. */
    private int closing;
    /** Where the audit daemon's part of a line starts, behind its 0x1D, and ends; -1 if there is none. */
    private int enrichedStart;
    private int enrichedEnd;
    private boolean hasOtherSeparator;

    FieldSplitter(FieldIndex index) {
        this.index = index;
    }

    /** The number of the first field of the user's part; the number of fields if it has none. */
    int userStart() {
        return Math.min(userStart, index.count);
    }

    /** The number of the first word of the user's part; the number of words if it has none. */
    int userWords() {
        return Math.min(userWords, index.wordCount);
    }

    /** Where the part that the audit daemon appended to a line starts; -1 if there is none. */
    int enrichedStart() {
        return enrichedStart;
    }

    /** Where that part ends. */
    int enrichedEnd() {
        return enrichedEnd;
    }

    /** Whether the line has a further 0x1D before the one that separates the audit daemon's part. */
    boolean hasOtherSeparator() {
        return hasOtherSeparator;
    }

    /**
     * Appends the fields and words between {@code from} and {@code to} to the index.
     *
     * @param line whether the text is a log line, which starts with a header and may have an enriched part
     */
    void split(int from, int to, boolean line) {
        userStart = Integer.MAX_VALUE;
        userWords = Integer.MAX_VALUE;
        isLine = line;
        settled = false;
        stamped = !line;
        hasVector = false;
        hasOtherSeparator = false;
        enrichedStart = line ? PastedTail.find(index.bytes, from, to) : -1;
        enrichedEnd = to;
        end = enrichedStart < 0 ? to : PastedTail.textEnd(index.bytes, from, enrichedStart);
        closing = end;
        int markCount = marks.find(index.bytes, from, end);
        count = markCount;
        int[] positions = marks.positions;
        int start = from;
        byte[] bytes = index.bytes;
        index.reserveFields(markCount);
        for (int i = 0; i < markCount; i++) {
            int position = positions[i];
            byte separator = bytes[position];
            if (separator != ' ' && position < end) {
                if (separator == 0 || line && separator == AuditLogLine.ENRICHMENT_SEPARATOR) {
                    settle(i);
                    markCount = count;
                }
                if (separator != '\n' && position < end) {
                    continue;
                }
            }
            if (position > start) {
                long word = FieldIndex.word(bytes, start);
                long signs = SeparatorScanner.equalsSigns(word);
                int length = Long.numberOfTrailingZeros(signs) >>> 3;
                int equals = signs != 0 ? start + length : indexOfEquals(start + Long.BYTES, position);
                int head = (int) word;
                // one branch that is seldom taken, instead of several that depend on the characters of each value
                int odd = FIRST[bytes[equals + 1] & 0xff]
                        ^ LAST[bytes[position - 1] & 0xff] & equals + 2 - position >> Integer.SIZE - 1;
                if (head == MESSAGE_EQUALS || head == KEY_EQUALS || (byte) head == '(' || equals < 0
                        || equals + 1 >= position || odd != 0) {
                    i = unusualWord(start, equals, i);
                    position = positions[i];
                    bytes = index.bytes;
                    markCount = count;
                    index.reserveFields(markCount);
                } else {
                    index.put(start, equals, position);
                }
            }
            start = position + 1;
        }
    }

    /**
     * Adds a word that is not a plain name and value.
     *
     * @param equals where its equals sign is; negative or beyond its end if it has none
     * @param mark   the number of the mark at its end
     * @return the number of the mark where the text that was read ends
     */
    private int unusualWord(int start, int equals, int mark) {
        int wordEnd = marks.positions[mark];
        return equals >= 0 && equals < wordEnd ? specialField(start, equals, mark) : word(start, mark);
    }

    private int specialField(int wordStart, int firstEquals, int mark) {
        byte[] bytes = index.bytes;
        int wordEnd = marks.positions[mark];
        int start = wordStart;
        int equals = firstEquals;
        if ((int) index.word(start) == MESSAGE_EQUALS) {
            if (!stamped && isStamp(equals + 1)) {
                return stamp(start, mark);
            }
            if (equals + 1 < wordEnd && bytes[equals + 1] == '\'') {
                beginUserPart(equals + 1, mark);
                start = equals + 2;
                if (start == wordEnd) {
                    return mark;
                }
                equals = indexOfEquals(start, wordEnd);
                if (equals < 0) {
                    return word(start, mark);
                }
            }
        }
        int value = equals + 1;
        if (value == wordEnd) {
            return word(start, mark);
        }
        if (bytes[start] == '(') {
            start++;
        }
        byte first = bytes[value];
        if (first == '"' && bytes[wordEnd - 1] == '"' && wordEnd - value > 1) {
            // as nearly all keys are
            index.add(start, equals, value, wordEnd);
            return mark;
        }
        if (first == '"' || first == '\'') {
            settle(mark);
            // the apostrophe that ends the user's part is not one of its own
            int limit = value < closing ? closing : end;
            int close = QuotedValue.end(bytes, value, limit, end, userStart == Integer.MAX_VALUE);
            if (close > 0) {
                index.hasValueOfWords |= close > wordEnd;
                index.add(start, equals, value, close);
                return markFrom(mark, close);
            }
        }
        int valueEnd = trimmed(value, wordEnd);
        if ((int) index.word(start) != KEY_EQUALS || hasVector || !KeyList.add(index, start, equals, value, valueEnd)) {
            index.add(start, equals, value, valueEnd);
        }
        return mark;
    }

    /** The number of the first mark at or behind a position that separates words. */
    private int markFrom(int mark, int position) {
        int next = mark;
        while (marks.positions[next] < position || !isSeparator(next)) {
            next++;
        }
        return next;
    }

    private boolean isSeparator(int mark) {
        int position = marks.positions[mark];
        return position >= end || index.bytes[position] == ' ' || index.bytes[position] == '\n';
    }

    private void beginUserPart(int apostrophe, int mark) {
        if (userStart != Integer.MAX_VALUE) {
            return;
        }
        userStart = index.count;
        settle(mark);
        userWords = index.wordCount;
        int last = end;
        while (last > apostrophe + 1 && (index.bytes[last - 1] == ' ' || index.bytes[last - 1] == '\n')) {
            last--;
        }
        closing = last > apostrophe + 1 && index.bytes[last - 1] == '\'' ? last - 1 : end;
    }

    /**
     * Leaves out the words of a line up to its stamp. Returns the mark behind the stamp and its colon, and behind what
     * follows that without a blank ({@code audit(…:1):avc:}), which is a word of the record.
     */
    private int stamp(int start, int mark) {
        stamped = true;
        index.wordCount = 0;
        int[] positions = marks.positions;
        int body = bodyStart(start, positions[mark]);
        if (body == positions[mark]) {
            return mark;
        }
        settle(mark);
        if (body > 0 && body < positions[mark]) {
            return unusualWord(body, indexOfEquals(body, positions[mark]), mark);
        }
        int last = mark;
        if (!hasParenthesis(start, positions[mark])) {
            // a stamp as ausearch prints it has a blank between date and time
            int next = nextMark(mark);
            last = hasParenthesis(positions[mark] + 1, positions[next]) ? next : mark;
        }
        int next = nextMark(last);
        boolean isColon = positions[next] == positions[last] + 2 && index.bytes[positions[last] + 1] == ':';
        return isColon ? next : last;
    }

    /** What stands behind the parenthesis and the colon of a stamp; 0 if the word has no such end. */
    private int bodyStart(int from, int to) {
        for (int i = from; i < to - 1; i++) {
            if (index.bytes[i] == ')' && index.bytes[i + 1] == ':') {
                return i + 2;
            }
        }
        return 0;
    }

    private boolean hasParenthesis(int from, int to) {
        for (int i = from; i < to; i++) {
            if (index.bytes[i] == ')') {
                return true;
            }
        }
        return false;
    }

    /** The number of the next mark that separates words; the same one at the end of the text. */
    private int nextMark(int mark) {
        return mark == count - 1 ? mark : markFrom(mark + 1, 0);
    }

    private boolean isStamp(int start) {
        return (index.word(start) & STAMP_BITS) == STAMP;
    }

    /** Adds a word that is not a field. Returns the mark where the text that was read ends. */
    private int word(int start, int mark) {
        if (!stamped && isStamp(start)) {
            return stamp(start, mark);
        }
        int wordEnd = marks.positions[mark];
        if (wordEnd == closing + 1) {
            // the apostrophe ends the message
            wordEnd--;
        }
        if (wordEnd == start) {
            return mark;
        }
        int firstTitle = userStart == Integer.MAX_VALUE ? 0 : userWords;
        if (AccessVector.isVerdict(index, start, wordEnd, firstTitle)) {
            settle(mark);
            hasVector = true;
            int setEnd = AccessVector.add(index, start, wordEnd, userStart == Integer.MAX_VALUE ? end : closing);
            return markFrom(mark, setEnd);
        }
        index.addWord(start, wordEnd);
        return mark;
    }

    /**
     * Finds where the text ends: at a NUL, or at the 0x1D before the audit daemon's part of a line.
     *
     * @param from the number of a mark before which there is neither
     */
    private void settle(int from) {
        if (settled) {
            return;
        }
        settled = true;
        byte[] bytes = index.bytes;
        int[] positions = marks.positions;
        int first = -1;
        int last = -1;
        for (int i = from; i < count - 1; i++) {
            byte mark = bytes[positions[i]];
            if (mark == 0) {
                count = i + 1;
                end = positions[i];
            } else if (mark == AuditLogLine.ENRICHMENT_SEPARATOR && isLine) {
                first = first < 0 ? i : first;
                last = i;
            }
        }
        if (last >= 0 && EnrichedPart.isSeparator(bytes, positions[last], end,
                userStart != Integer.MAX_VALUE || hasUserPart(from, first))) {
            hasOtherSeparator = first != last;
            enrichedEnd = end;
            end = positions[last];
            enrichedStart = end + 1;
            count = last + 1;
        }
        closing = end;
    }

    /** Whether {@code msg='} begins the word at a mark, or one behind it and before another mark. */
    private boolean hasUserPart(int from, int to) {
        int before = from - 1;
        while (before > 0 && !isSeparator(before)) {
            before--;
        }
        for (int i = Math.max(0, before); i < to; i++) {
            int word = marks.positions[i] + 1;
            if ((int) index.word(word) == MESSAGE_EQUALS && index.bytes[word + Integer.BYTES] == '\'') {
                return true;
            }
        }
        return false;
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
        if (bytes[end - 1] == ':' && !isAddressEnd(value, end)) {
            end--;
        }
        if (end > value && bytes[end - 1] == ',') {
            end--;
        }
        if (end > value && bytes[end - 1] == '\'') {
            end--;
        }
        if (end > value && bytes[end - 1] == ')' && !hasOpening(value, end)) {
            end--;
        }
        return end;
    }

    /** Whether the colon that ends the value is the second one of an IPv6 address: {@code fe80::}. */
    private boolean isAddressEnd(int value, int end) {
        return end - value > 1 && index.bytes[end - 2] == ':';
    }

    /** Whether the parenthesis that ends the value is the value's own, as in {@code (none)} and {@code 123(0x7b)}. */
    private boolean hasOpening(int value, int end) {
        for (int i = value; i < end; i++) {
            if (index.bytes[i] == '(') {
                return true;
            }
        }
        return false;
    }
}
