package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.record.AuditRecord;

/**
 * What the audit daemon that wrote a log line said of a field, in the part after the byte 0x1D:
 * {@code AUID="tom" SYSCALL=openat}. The names there are the fields' in upper case, for all fields of that name.
 */
final class EnrichedText {
    private static final String STILL_UNKNOWN = "unknown-";

    private EnrichedText() {
    }

    /** Appends what the daemon wrote of the field, or returns false if that was nothing or that it did not know. */
    static boolean append(AuditRecord record, int field, FieldValue value, TextBuffer out) {
        int first = record.fieldCount();
        if (field >= first) {
            EscapedText.append(value, out);
            return true;
        }
        byte[] bytes = record.bytes();
        int nameStart = record.nameStart(field);
        int length = record.nameLength(field);
        int end = first + record.enrichedCount();
        for (int i = first; i < end; i++) {
            if (record.nameLength(i) == length && equalsIgnoringCase(bytes, nameStart, record.nameStart(i), length)) {
                return append(record, field, i, value, out);
            }
        }
        return false;
    }

    private static boolean append(AuditRecord record, int field, int enriched, FieldValue value, TextBuffer out) {
        byte[] bytes = record.bytes();
        int start = record.valueStart(enriched);
        int length = record.valueLength(enriched);
        if (startsUnknown(bytes, start, length)) {
            // the daemon knew less than we may know
            return false;
        }
        FieldKind kind = FieldKinds.of(record, field);
        if (kind == FieldKind.UID || kind == FieldKind.GID) {
            value.set(bytes, start, length);
            EscapedText.append(value, out);
        } else {
            out.append(bytes, start, length);
        }
        return true;
    }

    private static boolean startsUnknown(byte[] bytes, int start, int length) {
        if (length < STILL_UNKNOWN.length()) {
            return false;
        }
        for (int i = 0; i < STILL_UNKNOWN.length(); i++) {
            if (bytes[start + i] != STILL_UNKNOWN.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalsIgnoringCase(byte[] bytes, int one, int other, int length) {
        for (int i = 0; i < length; i++) {
            int difference = bytes[one + i] ^ bytes[other + i];
            if (difference != 0 && (difference != 0x20 || !isLetter(bytes[one + i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(byte character) {
        int lower = character | 0x20;
        return lower >= 'a' && lower <= 'z';
    }
}
