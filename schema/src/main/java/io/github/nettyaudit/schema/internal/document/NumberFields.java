package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.KnownField;

/** Fields that are numbers in a document. */
public final class NumberFields {
    private NumberFields() {
    }

    /**
     * Marks a field whose number was written as having a place of its own. A number with leading zeros, which no kernel
     * writes, is not marked: it is kept beside the number that it is.
     *
     * @param fields    the fields of the event
     * @param field     the field's name
     * @param reference the first field of the name
     */
    public static void use(EventFields fields, KnownField field, long reference) {
        AuditRecord record = fields.recordOf(reference);
        int number = fields.fieldOf(reference);
        byte first = record.bytes()[record.valueStart(number)];
        if (first >= '1' && first <= '9' || record.valueLength(number) == 1) {
            fields.use(field);
        }
    }
}
