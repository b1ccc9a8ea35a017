package io.github.nettyaudit.codec.record;

/**
 * Reads what a syslog daemon, journalctl(1) or dmesg(1) writes before a message:
 * <pre>
 *   Nov 14 22:13:20 web1 kernel: [   12.345678] audit: …        &lt;13&gt;1 2023-11-14T22:13:20Z web1 kernel - - - …
 *   2023-11-14T22:13:20.123456+00:00 web1 audispd: …            [Tue Nov 14 22:13:20 2023] audit: …
 *   Tue 2023-11-14 22:13:20 UTC web1 audit[712]: …              audispd: …
 * </pre>
 * Only the programs that pass on audit records are accepted: the kernel, and those with {@code audit} or {@code audisp}
 * in their names. The program is the first word that ends with a colon, so that no text of another program's message
 * can be taken for it. Words before it need a time among them. The word before it is the host, unless it belongs to a
 * time.
 */
final class SyslogHeader {
    /** The program that sent the message. */
    enum Source {
        /** No program is named: the message starts the line, or follows a stamp of dmesg. */
        NONE,
        /** The kernel, before or after its word {@code audit:}. */
        KERNEL,
        /** {@code audit}: the kernel without its own name, or journald. */
        AUDIT,
        /** A program that has received records from the audit daemon. */
        PROGRAM
    }

    private static final int MAX_WORDS = 10;
    private static final int MAX_BRACKET = 40;
    /** Seconds since 1970 have so many digits from 2001 to 2286. */
    private static final int EPOCH_DIGITS = 10;
    private static final String KERNEL = "kernel";
    private static final String AUDIT = "audit";
    private static final String DISPATCHER = "audisp";
    private static final String FACILITY = "kern";

    Source source = Source.NONE;
    int hostStart;
    int hostEnd;
    /** Where the message starts. */
    int messageStart;
    /** Whether the line starts as those of a system log do, with a time, whichever program sent the message. */
    boolean isStamped;

    private byte[] bytes = new byte[0];
    private int length;
    private int position;

    /**
     * Reads a header.
     *
     * @param text   the line
     * @param to     where it ends
     * @return whether the line starts with a header, or with a message that needs none
     */
    boolean read(byte[] text, int to) {
        bytes = text;
        length = to;
        position = 0;
        source = Source.NONE;
        isStamped = false;
        hostStart = 0;
        hostEnd = 0;
        return readPriority() ? readRfc5424() : readWords();
    }

    /** Skips {@code <13>}; returns whether the version of RFC 5424 follows. */
    private boolean readPriority() {
        if (length == 0 || bytes[0] != '<') {
            return false;
        }
        int end = 1;
        while (end < length && isDigit(end)) {
            end++;
        }
        if (end == 1 || end >= length || bytes[end] != '>') {
            return false;
        }
        position = end + 1;
        return position + 1 < length && bytes[position] == '1' && bytes[position + 1] == ' ';
    }

    private boolean readRfc5424() {
        isStamped = true;
        position += 2;
        int[] starts = new int[5];
        int[] ends = new int[5];
        for (int word = 0; word < starts.length; word++) {
            skipBlanks();
            starts[word] = position;
            ends[word] = wordEnd(position);
            position = ends[word];
        }
        skipBlanks();
        if (position < length && bytes[position] == '[') {
            if (!skipStructuredData()) {
                return false;
            }
        } else if (position < length && bytes[position] == '-') {
            position++;
        } else {
            return false;
        }
        if (!isNil(starts[1], ends[1])) {
            hostStart = starts[1];
            hostEnd = ends[1];
        }
        return program(starts[2], ends[2]) && message();
    }

    private boolean isNil(int from, int to) {
        return to - from == 1 && bytes[from] == '-';
    }

    private boolean skipStructuredData() {
        boolean quoted = false;
        for (; position < length; position++) {
            byte b = bytes[position];
            if (quoted && b == '\\') {
                position++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (!quoted && b == ']' && (position + 1 >= length || bytes[position + 1] != '[')) {
                position++;
                return true;
            }
        }
        return false;
    }

    private boolean readWords() {
        boolean onlyStamps = true;
        for (int word = 0; word < MAX_WORDS; word++) {
            skipBlanks();
            int start = position;
            if (start >= length) {
                return false;
            }
            if (bytes[start] == '[') {
                if (!skipBracket()) {
                    return false;
                }
                hostEnd = hostStart;
                isStamped = true;
                continue;
            }
            if (onlyStamps && isRecord(start)) {
                messageStart = start;
                return true;
            }
            int end = wordEnd(start);
            position = end;
            if (!isHeaderWord(start, end)) {
                return false;
            }
            boolean isProgram = bytes[end - 1] == ':' && end - start > 1;
            if (isProgram && bytes[start] == ':') {
                // dmesg -x: "kern  :notice: "
                if (!contains(hostStart, hostEnd, FACILITY)) {
                    return false;
                }
                hostEnd = hostStart;
                onlyStamps = true;
            } else if (isProgram) {
                return (onlyStamps || isStamped) && program(start, end - 1) && message();
            } else {
                boolean isTime = isTime(start) || isEpochTime(start, end);
                isStamped |= isTime;
                onlyStamps = false;
                hostStart = start;
                hostEnd = isTime || isNumber(start, end) ? start : end;
            }
        }
        return false;
    }

    /** Whether a message that needs no header starts here. */
    private boolean isRecord(int start) {
        return startsWith(start, "type=") || startsWith(start, "node=") || startsWith(start, "host=")
                || startsWith(start, "audit(");
    }

    private boolean program(int start, int end) {
        int nameEnd = start;
        while (nameEnd < end && bytes[nameEnd] != '[') {
            nameEnd++;
        }
        int nameLength = nameEnd - start;
        if (nameLength == KERNEL.length() && startsWith(start, KERNEL)) {
            source = Source.KERNEL;
        } else if (nameLength == AUDIT.length() && startsWith(start, AUDIT)) {
            source = Source.AUDIT;
        } else if (contains(start, nameEnd, AUDIT) || contains(start, nameEnd, DISPATCHER)) {
            source = Source.PROGRAM;
        } else {
            return false;
        }
        return true;
    }

    /** Finds the start of the message, after the kernel's own stamps and its word {@code audit:}. */
    private boolean message() {
        skipBlanks();
        if (startsWith(position, "\u00ef\u00bb\u00bf")) {
            position += 3;
        }
        if (source == Source.KERNEL) {
            while (position < length && bytes[position] == '[') {
                if (!skipBracket()) {
                    return false;
                }
                skipBlanks();
            }
            if (startsWith(position, "audit:")) {
                position += AUDIT.length() + 1;
                skipBlanks();
            }
        }
        messageStart = position;
        return true;
    }

    private boolean skipBracket() {
        for (int i = position; i < length && i - position < MAX_BRACKET; i++) {
            if (bytes[i] == ']') {
                position = i + 1;
                return true;
            }
        }
        return false;
    }

    private void skipBlanks() {
        while (position < length && (bytes[position] == ' ' || bytes[position] == '\t')) {
            position++;
        }
    }

    private int wordEnd(int from) {
        int end = from;
        while (end < length && bytes[end] != ' ' && bytes[end] != '\t') {
            // dmesg -r: "<5>[   12.345678] "
            if (bytes[end] == '[' && end > from && bytes[end - 1] == '>') {
                return end;
            }
            end++;
        }
        return end;
    }

    /** Whether the word has no character of a message: no equals sign, quotation mark or parenthesis. */
    private boolean isHeaderWord(int start, int end) {
        for (int i = start; i < end; i++) {
            byte b = bytes[i];
            if (b < ' ' || b == '=' || b == '"' || b == '\'' || b == '(') {
                return false;
            }
        }
        return end > start;
    }

    /** {@code 22:13:20}, or {@code 2023-11-14} with anything after it. */
    private boolean isTime(int start) {
        return isDigit(start) && isDigit(start + 1) && (isAt(start + 2, ':') && isDigit(start + 3) && isDigit(start + 4)
                && isAt(start + 5, ':')
                || isDigit(start + 2) && isDigit(start + 3) && isAt(start + 4, '-') && isDigit(start + 5)
                && isDigit(start + 6) && isAt(start + 7, '-'));
    }

    /** {@code 1700000000.123456}. */
    private boolean isEpochTime(int start, int end) {
        return end - start > EPOCH_DIGITS && isNumber(start, start + EPOCH_DIGITS) && isAt(start + EPOCH_DIGITS, '.')
                && isNumber(start + EPOCH_DIGITS + 1, end);
    }

    private boolean isNumber(int start, int end) {
        for (int i = start; i < end; i++) {
            if (!isDigit(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isDigit(int index) {
        return index < length && bytes[index] >= '0' && bytes[index] <= '9';
    }

    private boolean isAt(int index, char wanted) {
        return index < length && bytes[index] == wanted;
    }

    private boolean contains(int from, int to, String text) {
        for (int i = from; i <= to - text.length(); i++) {
            if (startsWith(i, text)) {
                return true;
            }
        }
        return false;
    }

    private boolean startsWith(int from, String text) {
        if (from + text.length() > length) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if ((bytes[from + i] & 0xff) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
