package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.server.text.PrintableText;

/** What the fields of one record of an event say, as words that can be printed; empty for a field that is not there. */
final class EventFields {
    private static final String UNKNOWN = "?";
    private static final String ABSENT = PrintableText.wordOf("(null)");

    private final FieldInterpreter interpretation;
    private final EventRecords records;
    private AuditRecord record = new AuditRecord();

    EventFields(FieldInterpreter interpretation, EventRecords records) {
        this.interpretation = interpretation;
        this.records = records;
    }

    /** Reads a record of an event; valid until the next call. */
    void wrap(int number) {
        record = records.record(number);
        interpretation.wrap(record);
    }

    /** The record that was read last. */
    AuditRecord record() {
        return record;
    }

    int type() {
        return record.type();
    }

    /** The first of the name in the kernel's part. */
    String kernel(FieldName name) {
        int field = record.find(name);
        return field < 0 ? "" : text(field);
    }

    /** Any field, by its number. */
    String text(int field) {
        return PrintableText.word(interpretation.text(field));
    }

    /** The kernel's field, or the user's if the kernel has none. */
    String either(FieldName name) {
        return record.find(name) >= 0 ? kernel(name) : user(name);
    }

    String user(FieldName name) {
        int field = record.findUser(name);
        return field < 0 ? "" : text(field);
    }

    /** The first of the names that the kernel's part has. */
    String first(FieldName... names) {
        for (FieldName name : names) {
            String text = kernel(name);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }

    /** The last of the name in the kernel's part. */
    String last(FieldName name) {
        int last = lastFrom(record.find(name), name);
        return last < 0 ? "" : text(last);
    }

    /** The number of the last field of the name in what a user said; -1 if there is none. */
    int lastUser(FieldName name) {
        return lastFrom(record.findUser(name), name);
    }

    private int lastFrom(int first, FieldName name) {
        int last = first;
        for (int field = first; field >= 0; field = record.findNext(name, field)) {
            last = field;
        }
        return last;
    }

    /** Whether the record does not say it, or says that it is not known. */
    static boolean isUnknown(String text) {
        return text.isEmpty() || text.equals(UNKNOWN) || text.equals(ABSENT);
    }
}
