package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;

/** Writes values that may be absent, and reads fields that few events have. */
final class OcsfValues {
    private final JsonWriter json;

    OcsfValues(JsonWriter json) {
        this.json = json;
    }

    void text(JsonName name, EventValue value) {
        if (value.isPresent()) {
            json.name(name).string(value.array(), 0, value.length());
        }
    }

    /** Writes the value of a field unless it says that there is none. */
    boolean text(JsonName name, EventFields fields, long reference) {
        if (!isPresent(fields, reference)) {
            return false;
        }
        TextBuffer text = fields.value(reference);
        json.name(name).string(text.array(), 0, text.length());
        return true;
    }

    /** Writes the last part of a path, or all of a text without a slash. */
    void baseName(JsonName name, byte[] path, int length) {
        int end = length;
        while (end > 1 && path[end - 1] == '/') {
            end--;
        }
        int start = end;
        while (start > 0 && path[start - 1] != '/') {
            start--;
        }
        json.name(name).string(path, start == end ? 0 : start, start == end ? end : end - start);
    }

    /** Writes a user or a group. */
    void identity(JsonName name, EventIdentity identity) {
        json.beginObject(name);
        text(OcsfNames.UID, identity.id());
        text(OcsfNames.NAME, identity.name());
        json.endObject(name);
    }

    /** Writes a user or a group that a message names by its number or its name. */
    void account(JsonName name, EventFields fields, long reference) {
        json.beginObject(name);
        TextBuffer text = fields.value(reference);
        account(text.array(), text.length());
        json.endObject();
    }

    /** Writes the number or the name of a user or a group. */
    void account(byte[] text, int length) {
        boolean isDecimal = true;
        for (int i = 0; i < length; i++) {
            isDecimal &= text[i] >= '0' && text[i] <= '9';
        }
        json.name(isDecimal ? OcsfNames.UID : OcsfNames.NAME).string(text, 0, length);
    }

    static boolean isPresent(EventFields fields, long reference) {
        return reference != EventFields.NONE && !fields.isAbsent(reference);
    }

    /** Finds a field of the record that gives the event its type: the kernel's, else the program's. */
    static long find(NormalizedEvent meaning, FieldName name) {
        int number = meaning.typeRecord();
        AuditRecord record = meaning.fields().record(number);
        int field = record.find(name);
        field = field < 0 ? record.findUser(name) : field;
        return field < 0 ? EventFields.NONE : EventFields.reference(number, field);
    }

    /** Reads a number that an attribute of the type integer_t can have; -1 if it is none. */
    static int integer(EventFields fields, long reference) {
        long number = fields.number(reference, -1);
        return number < 0 || number > Integer.MAX_VALUE ? -1 : (int) number;
    }
}
