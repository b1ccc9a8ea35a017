package io.github.nettyaudit.schema.laurel;

import io.github.nettyaudit.codec.interpret.FieldKind;
import io.github.nettyaudit.codec.interpret.FieldKinds;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.UntrustedString;
import io.github.nettyaudit.schema.json.JsonWriter;

/** Writes the value of a field as a number, a string or {@code null}. */
final class LaurelValue {
    private static final String NULL = "(null)";
    private static final int MOST_DIGITS = 18;

    private final JsonWriter json;
    private final LaurelText text;

    LaurelValue(JsonWriter json, LaurelText text) {
        this.json = json;
        this.text = text;
    }

    void write(AuditRecord record, int field) {
        byte[] bytes = record.bytes();
        int start = record.valueStart(field);
        int length = record.valueLength(field);
        if (isQuoted(bytes, start, length)) {
            text.write(bytes, start + 1, length - 2);
        } else if (is(bytes, start, length, NULL)) {
            json.nullValue();
        } else if (isEncoded(FieldKinds.of(record, field)) && UntrustedString.isHexadecimal(bytes, start, length)) {
            text.write(text.decoded(bytes, start, length), 0, length / 2);
        } else if (!number(NumberForms.of(record, field), bytes, start, length)) {
            text.write(bytes, start, length);
        }
    }

    /** What the audit daemon or this program says of a field, which is never a number. */
    void writeWord(byte[] bytes, int start, int length) {
        if (isQuoted(bytes, start, length)) {
            text.write(bytes, start + 1, length - 2);
        } else {
            text.write(bytes, start, length);
        }
    }

    /** Appends a string to one that was begun. */
    void append(AuditRecord record, int field) {
        byte[] bytes = record.bytes();
        int start = record.valueStart(field);
        int length = record.valueLength(field);
        if (isQuoted(bytes, start, length)) {
            text.append(bytes, start + 1, length - 2);
        } else if (UntrustedString.isHexadecimal(bytes, start, length)) {
            text.append(text.decoded(bytes, start, length), 0, length / 2);
        } else {
            text.append(bytes, start, length);
        }
    }

    static boolean isQuoted(byte[] bytes, int start, int length) {
        return length >= 2 && (bytes[start] == '"' || bytes[start] == '\'') && bytes[start + length - 1] == bytes[start];
    }

    private static boolean is(byte[] bytes, int start, int length, String word) {
        if (length != word.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[start + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEncoded(FieldKind kind) {
        return switch (kind) {
            case ESCAPED, ESCAPED_FILE, ESCAPED_KEY, SOCKADDR, TTY_DATA, PROCTITLE -> true;
            default -> false;
        };
    }

    private boolean number(NumberForms.Form form, byte[] bytes, int start, int length) {
        return switch (form) {
            case TEXT -> false;
            case DECIMAL -> decimal(bytes, start, length);
            case HEXADECIMAL -> digits(bytes, start, length, 16) && prefixed("0x", bytes, start, length);
            case OCTAL -> digits(bytes, start, length, 8) && (length > 1 && bytes[start] == '0'
                    ? prefixed("0o", bytes, start + 1, length - 1) : prefixed("0o", bytes, start, length));
        };
    }

    private boolean decimal(byte[] bytes, int start, int length) {
        boolean isNegative = length > 1 && bytes[start] == '-';
        int from = isNegative ? start + 1 : start;
        int count = isNegative ? length - 1 : length;
        if (count > MOST_DIGITS || !digits(bytes, from, count, 10) || count > 1 && bytes[from] == '0') {
            return false;
        }
        long number = 0;
        for (int i = from; i < from + count; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        json.value(isNegative ? -number : number);
        return true;
    }

    private static boolean digits(byte[] bytes, int start, int length, int base) {
        for (int i = start; i < start + length; i++) {
            int digit = UntrustedString.hexDigit(bytes[i]);
            if (digit < 0 || digit >= base) {
                return false;
            }
        }
        return length > 0;
    }

    /** Digits without superfluous zeros, as {@code 0000000000003000} of a capability set has. */
    private boolean prefixed(String prefix, byte[] bytes, int start, int length) {
        int from = start;
        int end = start + length;
        while (from < end - 1 && bytes[from] == '0') {
            from++;
        }
        json.beginString().append(prefix);
        text.append(bytes, from, end - from);
        json.endString();
        return true;
    }
}
