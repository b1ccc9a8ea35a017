package io.github.nettyaudit.schema.otel;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldSpace;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.FieldBytes;
import io.github.nettyaudit.schema.normalize.KnownField;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the keys of the rules, and the fields that have no attribute of their own. */
final class OtelData {
    private final LogRecordWriter record;
    private long[] all = new long[16];
    private byte[] name = new byte[64];

    OtelData(LogRecordWriter record) {
        this.record = record;
    }

    void writeKeys(EventFields fields) {
        long first = fields.find(KnownField.KEY);
        if (first == EventFields.NONE || fields.space(first) != FieldSpace.KERNEL) {
            return; // a key in a message is no key of a rule
        }
        record.beginElements();
        int count = all(fields, fields.nameOf(KnownField.KEY));
        for (int i = 0; i < count; i++) {
            if (!fields.isAbsent(all[i]) && !isRepeated(fields, i)) {
                FieldBytes key = fields.bytes(all[i]);
                record.element(key.array(), key.start(), key.length());
            }
        }
        record.endArray(AttributeName.KEYS);
        fields.useAll(KnownField.KEY);
    }

    private boolean isRepeated(EventFields fields, int index) {
        for (int before = 0; before < index; before++) {
            if (fields.isSame(all[before], all[index])) {
                return true;
            }
        }
        return false;
    }

    private int all(EventFields fields, int number) {
        int count = fields.count(number);
        if (all.length < count) {
            all = new long[count * 2];
        }
        fields.all(number, all);
        return count;
    }

    /** Writes the fields of all records but those of paths and of the socket address. */
    void write(EventFields fields) {
        record.beginElements();
        for (int number = 0; number < fields.names(); number++) {
            writeName(fields, number);
        }
        record.endList(AttributeName.DATA);
        writePaths(fields);
        int socket = fields.socketAddress();
        if (socket >= 0) {
            record.beginElements();
            writeRecord(fields, socket, false);
            record.endList(AttributeName.SOCKET);
        }
    }

    private void writeName(EventFields fields, int number) {
        int count = all(fields, number);
        KnownField known = fields.known(number);
        boolean isIdentity = known == KnownField.UID || known == KnownField.GID || known == KnownField.AUID
                || known == KnownField.SES;
        int kept = 0;
        long first = count == 0 ? EventFields.NONE : all[0];
        for (int i = fields.usedCount(number); i < count; i++) {
            boolean repeats = i > 0 && !isIdentity && fields.isSame(all[i], first)
                    && fields.recordOf(all[i]).type() != fields.recordOf(first).type();
            if (!fields.isAbsent(all[i]) && !repeats) {
                all[kept++] = all[i];
            }
        }
        if (kept == 0) {
            return;
        }
        int length = name(fields, all[0], 0);
        if (kept == 1) {
            FieldBytes value = fields.bytes(all[0]);
            record.member(name, 0, length, value.array(), value.start(), value.length());
            return;
        }
        record.beginInner();
        for (int i = 0; i < kept; i++) {
            FieldBytes value = fields.bytes(all[i]);
            record.innerElement(value.array(), value.start(), value.length());
        }
        record.innerArray(name, 0, length);
    }

    private void writePaths(EventFields fields) {
        record.beginElements();
        for (int path = 0; path < fields.paths(); path++) {
            record.beginInner();
            writeRecord(fields, fields.path(path), true);
            record.innerList();
        }
        record.endArray(AttributeName.PATHS);
    }

    private void writeRecord(EventFields fields, int number, boolean isInner) {
        AuditRecord fieldsOfRecord = fields.record(number);
        for (int field = 0; field < fieldsOfRecord.fieldCount(); field++) {
            long reference = EventFields.reference(number, field);
            if (fields.isAbsent(reference)) {
                continue;
            }
            int length = name(fields, reference, before(fieldsOfRecord, field));
            FieldBytes value = fields.bytes(reference);
            if (isInner) {
                record.innerMember(name, 0, length, value.array(), value.start(), value.length());
            } else {
                record.member(name, 0, length, value.array(), value.start(), value.length());
            }
        }
    }

    /** How many fields before this one have its name. */
    private static int before(AuditRecord record, int field) {
        int count = 0;
        for (int other = 0; other < field; other++) {
            if (isSameName(record, other, field)) {
                count++;
            }
        }
        return count;
    }

    private static boolean isSameName(AuditRecord record, int one, int other) {
        int start = record.nameStart(one);
        int otherStart = record.nameStart(other);
        return Arrays.equals(record.bytes(), start, start + record.nameLength(one), record.bytes(), otherStart,
                otherStart + record.nameLength(other));
    }

    /** Copies the name of a field, with a number if fields before it have the same; returns its length. */
    private int name(EventFields fields, long reference, int before) {
        AuditRecord ofField = fields.recordOf(reference);
        int field = fields.fieldOf(reference);
        int start = ofField.nameStart(field);
        int length = ofField.nameLength(field);
        if (name.length < length) {
            name = new byte[length * 2];
        }
        System.arraycopy(ofField.bytes(), start, name, 0, length);
        if (before == 0 && Protobuf.isText(name, 0, length)) {
            return length;
        }
        // a key is a string, and there is one of each in a list
        byte[] other = (new String(name, 0, length, StandardCharsets.UTF_8) + (before == 0 ? "" : "." + (before + 1)))
                .getBytes(StandardCharsets.UTF_8);
        name = other.length > name.length ? Arrays.copyOf(other, other.length * 2) : name;
        System.arraycopy(other, 0, name, 0, other.length);
        return other.length;
    }
}
