package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.FieldKind;
import io.github.nettyaudit.codec.interpret.FieldKinds;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import java.util.Arrays;

/** Reads the values of an event's fields. */
final class FieldValues {
    private static final byte[] NULL = {'(', 'n', 'u', 'l', 'l', ')'};
    private static final byte[] UNSET = {'4', '2', '9', '4', '9', '6', '7', '2', '9', '5'};
    private static final byte[] UNSET_WORD = {'u', 'n', 's', 'e', 't'};

    private final EventRecords records;
    private final AuditInterpreter interpreter;
    private final TextBuffer text = new TextBuffer();
    private final FieldBytes bytes = new FieldBytes();
    private int interpreted;

    FieldValues(EventRecords records, NameService names) {
        this.records = records;
        interpreter = AuditInterpreter.builder().names(names).foldCapabilities(false).build();
    }

    /** Forgets the last event. */
    void clear() {
        interpreted = -1;
    }

    private AuditInterpreter interpreter(long reference) {
        int record = EventRecords.record(reference);
        if (interpreted != record) {
            interpreter.wrap(records.get(record));
            interpreted = record;
        }
        return interpreter;
    }

    /** Whether a field is empty, {@code ?} or {@code (null)}. */
    boolean isAbsent(long reference) {
        AuditRecord record = records.of(reference);
        int field = EventRecords.field(reference);
        byte[] array = record.bytes();
        int start = record.valueStart(field);
        int length = record.valueLength(field);
        if (length >= 2 && isQuotationMark(array[start])) {
            start++;
            length -= 2;
        }
        return switch (length) {
            case 0 -> true;
            case 1 -> array[start] == '?';
            case 2 -> array[start] == '?' && array[start + 1] == ',';
            case 6 -> array[start] == '(' && Arrays.equals(array, start, start + length, NULL, 0, length);
            default -> false;
        };
    }

    private static boolean isQuotationMark(byte character) {
        return character == '"' || character == '\'';
    }

    /** Whether a field is the id of nobody: -1, as a signed or an unsigned number, or {@code unset}. */
    boolean isUnset(long reference) {
        AuditRecord record = records.of(reference);
        int field = EventRecords.field(reference);
        byte[] array = record.bytes();
        int start = record.valueStart(field);
        return switch (record.valueLength(field)) {
            case 2 -> array[start] == '-' && array[start + 1] == '1';
            case 5 -> Arrays.equals(array, start, start + 5, UNSET_WORD, 0, 5);
            case 10 -> array[start] == '4' && Arrays.equals(array, start, start + 10, UNSET, 0, 10);
            default -> false;
        };
    }

    /** Whether the audit daemon wrote a name for a field into the log. */
    boolean isEnriched(long reference) {
        AuditRecord record = records.of(reference);
        return record.enrichedCount() > 0 && record.findEnriched(EventRecords.field(reference)) >= 0;
    }

    /** What a field means. */
    TextBuffer interpret(long reference) {
        text.clear();
        interpreter(reference).interpret(EventRecords.field(reference), text);
        return text;
    }

    /** A field's value with its encoding undone, copied. */
    TextBuffer value(long reference) {
        FieldBytes value = bytes(reference);
        return value.array() == text.array() ? text : text.clear().append(value.array(), value.start(), value.length());
    }

    /** A field's value with its encoding undone, where it is. */
    FieldBytes bytes(long reference) {
        AuditRecord record = records.of(reference);
        int field = EventRecords.field(reference);
        FieldKind kind = FieldKinds.of(record, field);
        return switch (kind) {
            case ESCAPED, ESCAPED_FILE, ESCAPED_KEY, PROCTITLE -> escaped(record, field, reference);
            case ARCH, SYSCALL, TTY_DATA -> interpreted(reference);
            case EXIT -> isNegative(record, field) ? errorName(reference) : rawBytes(reference);
            default -> rawBytes(reference);
        };
    }

    private FieldBytes interpreted(long reference) {
        interpret(reference);
        return bytes.set(text.array(), 0, text.length());
    }

    /** An untrusted string. In quotation marks, as nearly all are, it stands in the record as it is. */
    private FieldBytes escaped(AuditRecord record, int field, long reference) {
        byte[] array = record.bytes();
        int start = record.valueStart(field);
        int end = start + record.valueLength(field);
        if (start < end && array[start] == '"' && record.enrichedCount() == 0) {
            int quote = start + 1;
            while (quote < end && array[quote] != '"') {
                quote++;
            }
            if (quote < end) {
                return bytes.set(array, start + 1, quote - start - 1);
            }
        }
        return interpreted(reference);
    }

    /** The name of an errno: {@code EACCES(Permission denied)} without what is in parentheses. */
    private FieldBytes errorName(long reference) {
        interpret(reference);
        for (int i = 0; i < text.length(); i++) {
            if (text.array()[i] == '(') {
                text.truncate(i);
            }
        }
        return bytes.set(text.array(), 0, text.length());
    }

    private static boolean isNegative(AuditRecord record, int field) {
        return record.valueLength(field) > 0 && record.bytes()[record.valueStart(field)] == '-';
    }

    /** A field's value without quotation marks, as it stands in the record, copied. */
    TextBuffer raw(long reference) {
        FieldBytes value = rawBytes(reference);
        return text.clear().append(value.array(), value.start(), value.length());
    }

    /** A field's value without quotation marks, as it stands in the record. */
    FieldBytes rawBytes(long reference) {
        AuditRecord record = records.of(reference);
        int field = EventRecords.field(reference);
        byte[] array = record.bytes();
        int start = record.valueStart(field);
        int length = record.valueLength(field);
        boolean isQuoted = length >= 2 && isQuotationMark(array[start]) && array[start + length - 1] == array[start];
        return isQuoted ? bytes.set(array, start + 1, length - 2) : bytes.set(array, start, length);
    }

    /** Whether the value of a field begins with a word. */
    boolean startsWith(long reference, byte[] word) {
        AuditRecord record = records.of(reference);
        int start = record.valueStart(EventRecords.field(reference));
        return record.valueLength(EventRecords.field(reference)) >= word.length
                && Arrays.equals(record.bytes(), start, start + word.length, word, 0, word.length);
    }

    /** Whether the value of a field is a word. */
    boolean is(long reference, byte[] word) {
        AuditRecord record = records.of(reference);
        int start = record.valueStart(EventRecords.field(reference));
        int end = start + record.valueLength(EventRecords.field(reference));
        return Arrays.equals(record.bytes(), start, end, word, 0, word.length);
    }

    /** Whether two fields have the same value, byte for byte. */
    boolean isSame(long one, long other) {
        AuditRecord a = records.of(one);
        AuditRecord b = records.of(other);
        int aStart = a.valueStart(EventRecords.field(one));
        int bStart = b.valueStart(EventRecords.field(other));
        return Arrays.equals(a.bytes(), aStart, aStart + a.valueLength(EventRecords.field(one)),
                b.bytes(), bStart, bStart + b.valueLength(EventRecords.field(other)));
    }

    /** A field's octal number of 31 bits; -1 if it has none. */
    int octal(long reference) {
        AuditRecord record = records.of(reference);
        int start = record.valueStart(EventRecords.field(reference));
        int length = record.valueLength(EventRecords.field(reference));
        long value = 0;
        for (int i = start; i < start + length; i++) {
            byte digit = record.bytes()[i];
            if (digit < '0' || digit > '7' || value > Integer.MAX_VALUE >> 3) {
                return -1;
            }
            value = value << 3 | digit - '0';
        }
        return length == 0 ? -1 : (int) value;
    }
}
