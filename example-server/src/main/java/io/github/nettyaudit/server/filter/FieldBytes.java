package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.UntrustedString;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The bytes that a field's value stands for: without quotation marks, hexadecimal digits decoded. Used again. */
final class FieldBytes {
    private static final byte[] NULL = {'(', 'n', 'u', 'l', 'l', ')'};

    private final Map<String, Boolean> encoded = new HashMap<>();
    private byte[] decoded = new byte[256];
    private byte[] bytes = decoded;
    private int start;
    private int end;

    /** Reads a value; false if it is {@code (null)}, which is no text at all. */
    boolean read(AuditRecord record, int field) {
        bytes = record.bytes();
        start = record.valueStart(field);
        int length = record.valueLength(field);
        end = start + length;
        if (length >= 2 && bytes[start] == '"' && bytes[end - 1] == '"') {
            start++;
            end--;
            return true;
        }
        if (UntrustedString.isHexadecimal(bytes, start, length) && isEncoded(record.name(field))) {
            if (decoded.length < length / 2) {
                decoded = new byte[length];
            }
            end = UntrustedString.decodeHexadecimal(bytes, start, length, decoded, 0);
            bytes = decoded;
            start = 0;
            return true;
        }
        return length != NULL.length || !contains(NULL);
    }

    private boolean isEncoded(String name) {
        Boolean known = encoded.get(name);
        if (known == null) {
            known = FieldName.of(name).isUntrusted();
            if (encoded.size() < 1_000) {
                encoded.put(name, known);
            }
        }
        return known;
    }

    boolean is(byte[] text) {
        return end - start == text.length && isAt(start, text);
    }

    boolean contains(byte[] text) {
        for (int i = start; i <= end - text.length; i++) {
            if (isAt(i, text)) {
                return true;
            }
        }
        return false;
    }

    private boolean isAt(int index, byte[] text) {
        for (int i = 0; i < text.length; i++) {
            if (bytes[index + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** A copy. */
    byte[] copy() {
        return Arrays.copyOfRange(bytes, start, end);
    }
}
