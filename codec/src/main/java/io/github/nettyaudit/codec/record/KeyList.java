package io.github.nettyaudit.codec.record;

/**
 * The keys of a rule that matched. One key is written like any untrusted string; several are one string, parted by the
 * byte 0x01 ({@code AUDIT_KEY_SEPARATOR}), and so always in hexadecimal. Each becomes a field {@code key} of its own,
 * its value written as the kernel would have written it alone.
 */
final class KeyList {
    private static final byte SEPARATOR = 1;

    private KeyList() {
    }

    /**
     * Adds one field for each key of a hexadecimal value.
     *
     * @return whether there was a key; {@code false} for a value that is not hexadecimal, such as {@code k1}
     */
    static boolean add(FieldIndex index, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int digits = valueEnd - valueStart;
        if (digits > 1 && index.bytes[valueEnd - 1] == '"') {
            // lines that were copied may have a mark too many
            digits--;
        }
        if (!UntrustedString.isHexadecimal(index.bytes, valueStart, digits)) {
            return false;
        }
        // room for the decoded bytes and, behind them, all keys in hexadecimal or quotation marks
        index.reserve(digits / 2 + 3 * digits);
        int from = index.length;
        int limit = from + UntrustedString.decodeHexadecimal(index.bytes, valueStart, digits, index.bytes, from);
        int end = from;
        while (end < limit && index.bytes[end] != 0) {
            end++;
        }
        index.length = end;
        int before = index.count;
        while (from < end) {
            int to = from;
            while (to < end && index.bytes[to] != SEPARATOR) {
                to++;
            }
            if (to > from) {
                int value = index.length;
                write(index, from, to);
                index.add(nameStart, nameEnd, value, index.length);
            }
            from = to + 1;
        }
        return index.count > before;
    }

    /** Writes an untrusted string as the kernel does: in quotation marks if that is safe, else in hexadecimal. */
    private static void write(FieldIndex index, int from, int to) {
        int length = to - from;
        if (UntrustedString.isPlain(index.bytes, from, length)) {
            index.append('"');
            System.arraycopy(index.bytes, from, index.bytes, index.length, length);
            index.length += length;
            index.append('"');
        } else {
            UntrustedString.encodeHexadecimal(index.bytes, from, length, index.bytes, index.length);
            index.length += 2 * length;
        }
    }
}
