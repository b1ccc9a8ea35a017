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

    /** Adds one field for each key of a hexadecimal value; what is not hexadecimal ends the list. */
    static void add(FieldIndex index, int nameStart, int nameEnd, int valueStart, int valueEnd) {
        int digits = 0;
        while (valueStart + digits < valueEnd && hexDigit(index.bytes[valueStart + digits]) >= 0) {
            digits++;
        }
        if (digits < 2) {
            return;
        }
        // room for the decoded bytes and, behind them, all keys in hexadecimal or quotation marks
        index.reserve(digits / 2 + 3 * digits);
        int from = index.length;
        for (int i = 0; i + 1 < digits; i += 2) {
            int b = hexDigit(index.bytes[valueStart + i]) << 4 | hexDigit(index.bytes[valueStart + i + 1]);
            if (b == 0) {
                break;
            }
            index.append(b);
        }
        int end = index.length;
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
    }

    /** Writes an untrusted string as the kernel does: in quotation marks if that is safe, else in hexadecimal. */
    private static void write(FieldIndex index, int from, int to) {
        if (isPlain(index.bytes, from, to)) {
            index.append('"');
            for (int i = from; i < to; i++) {
                index.append(index.bytes[i]);
            }
            index.append('"');
            return;
        }
        for (int i = from; i < to; i++) {
            index.append(upperCase(index.bytes[i] >> 4 & 0xf));
            index.append(upperCase(index.bytes[i] & 0xf));
        }
    }

    private static boolean isPlain(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == '"' || bytes[i] < 0x21 || bytes[i] == 0x7f) {
                return false;
            }
        }
        return true;
    }

    private static int upperCase(int digit) {
        return digit < 10 ? '0' + digit : 'A' + digit - 10;
    }

    static int hexDigit(byte b) {
        if (b >= '0' && b <= '9') {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
    }
}
