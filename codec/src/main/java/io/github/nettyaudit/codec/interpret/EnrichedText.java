package io.github.nettyaudit.codec.interpret;

import io.github.nettyaudit.codec.record.AuditRecord;

/**
 * What the audit daemon that wrote a log line said of a field, in the part after the byte 0x1D:
 * {@code AUID="tom" SYSCALL=openat}; see {@link AuditRecord#findEnriched(int)}.
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
        int enriched = record.findEnriched(field);
        return enriched >= 0 && append(record, field, enriched, value, out);
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
}
