package io.github.nettyaudit.codec.record;

/**
 * What an audit daemon with {@code log_format = ENRICHED} writes behind a record, after the byte 0x1D:
 * {@code ARCH=x86_64 SYSCALL=openat AUID="unset" UID="root"}, or, of a socket address, one
 * {@code SADDR={ saddr_fam=inet laddr=… }}.
 */
final class EnrichedPart {
    private static final byte[] ADDRESS = {'S', 'A', 'D', 'D', 'R', '='};

    private EnrichedPart() {
    }

    /**
     * Returns whether the last 0x1D of a line is the audit daemon's own.
     *
     * <p>The kernel writes that byte into user messages only, where it ends the message with an apostrophe. In a record
     * with {@code msg='…'} the byte is the daemon's if it follows that apostrophe, and what follows it begins with a
     * name in upper case and does not end with an apostrophe itself. A message that has the byte and names of its own ends
     * with the kernel's apostrophe, or with the daemon's own 0x1D and names behind that.
     *
     * @param separator where the last 0x1D is
     * @param end where the line ends
     * @param hasUserPart whether {@code msg='} stands before it
     */
    static boolean isSeparator(byte[] bytes, int separator, int end, boolean hasUserPart) {
        if (!hasUserPart) {
            return true;
        }
        return separator > 0 && bytes[separator - 1] == '\''
                && (separator + 1 == end || bytes[end - 1] != '\'' && startsWithName(bytes, separator + 1, end));
    }

    private static boolean startsWithName(byte[] bytes, int start, int end) {
        int next = start;
        while (next < end && (bytes[next] >= 'A' && bytes[next] <= 'Z' || bytes[next] >= '0' && bytes[next] <= '9'
                || bytes[next] == '-' || bytes[next] == '_')) {
            next++;
        }
        return next > start && next < end && bytes[next] == '=';
    }

    /**
     * Finds the field of the enriched part that belongs to a field: the n-th of a name to the n-th of that name.
     *
     * @param position the position of the field in the index
     * @param from     the position of the record's first field
     * @param to       the position of the first field of the enriched part
     * @return a position in the index; -1 if there is none, or if their numbers differ
     */
    static int find(FieldIndex index, int position, int from, int to) {
        int start = LoginFields.writtenStart(index, position);
        int length = index.nameEnd(position) - start;
        int first = next(index, start, length, to, index.count);
        if (first < 0) {
            return -1;
        }
        int before = count(index, start, length, from, position);
        int behind = count(index, start, length, position + 1, to);
        int found = first;
        for (int i = 0; i < before && found >= 0; i++) {
            found = next(index, start, length, found + 1, index.count);
        }
        int last = found;
        for (int i = 0; i < behind && last >= 0; i++) {
            last = next(index, start, length, last + 1, index.count);
        }
        return last >= 0 && next(index, start, length, last + 1, index.count) < 0 ? found : -1;
    }

    /** The next field whose name is that one, in upper or lower case. */
    private static int next(FieldIndex index, int start, int length, int from, int to) {
        for (int field = from; field < to; field++) {
            if (index.nameLength(field) == length
                    && equalsIgnoringCase(index.bytes, start, index.nameStart(field), length)) {
                return field;
            }
        }
        return -1;
    }

    /** How many fields of a name the audit daemon saw. */
    private static int count(FieldIndex index, int start, int length, int from, int to) {
        int count = 0;
        for (int field = from; field < to; field++) {
            int name = LoginFields.writtenStart(index, field);
            if (index.nameEnd(field) - name == length && equalsIgnoringCase(index.bytes, start, name, length)) {
                count++;
            }
            if (index.hasValueOfWords) {
                count += countInside(index, field, start, length);
            }
        }
        return count;
    }

    /** How many of them it saw inside of a value that has blanks, at which it cuts. */
    private static int countInside(FieldIndex index, int field, int nameStart, int nameLength) {
        byte[] bytes = index.bytes;
        int end = index.valueEnd(field);
        int count = 0;
        for (int i = index.valueStart(field); i < end - nameLength - 2; i++) {
            if (bytes[i] == ' ' || bytes[i] == '\n') {
                int name = bytes[i + 1] == '(' ? i + 2 : i + 1;
                int equals = name + nameLength;
                if (equals + 1 < end && bytes[equals] == '=' && bytes[equals + 1] != ' ' && bytes[equals + 1] != '\n'
                        && equalsIgnoringCase(bytes, nameStart, name, nameLength)) {
                    count++;
                }
            }
        }
        return count;
    }

    private static boolean equalsIgnoringCase(byte[] bytes, int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            int difference = bytes[one + i] ^ bytes[other + i];
            int lower = bytes[one + i] | 0x20;
            if (difference != 0 && (difference != 0x20 || lower < 'a' || lower > 'z')) {
                return false;
            }
        }
        return true;
    }

    /**
     * Appends the fields of the enriched part to the index.
     *
     * @param start where the part starts, behind its 0x1D
     * @param end where the line ends
     */
    static void read(FieldIndex index, int start, int end) {
        byte[] bytes = index.bytes;
        if (isAddress(bytes, start, end)) {
            int name = start;
            int value = start + ADDRESS.length;
            while (value < end && bytes[value] != '{') {
                value++;
            }
            if (value < end) {
                index.add(name, name + ADDRESS.length - 1, value, end);
            }
            return;
        }
        int position = start;
        while (position < end) {
            while (position < end && bytes[position] == ' ') {
                position++;
            }
            int word = position;
            int equals = -1;
            boolean quoted = false;
            while (position < end && (quoted || bytes[position] != ' ')) {
                if (bytes[position] == '=' && equals < 0) {
                    equals = position;
                } else if (bytes[position] == '"' && equals >= 0) {
                    quoted = !quoted;
                }
                position++;
            }
            if (equals >= 0) {
                index.add(word, equals, equals + 1, position);
            }
        }
    }

    private static boolean isAddress(byte[] bytes, int start, int end) {
        if (end - start < ADDRESS.length) {
            return false;
        }
        for (int i = 0; i < ADDRESS.length; i++) {
            if (bytes[start + i] != ADDRESS[i]) {
                return false;
            }
        }
        return true;
    }
}
