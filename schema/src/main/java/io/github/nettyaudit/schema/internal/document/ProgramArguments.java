package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.FieldBytes;

/** Writes the arguments of a program that was started, which EXECVE records have. */
public final class ProgramArguments {
    private ProgramArguments() {
    }

    /**
     * Writes the arguments as an array; {@code null} stands for one whose record is missing.
     *
     * @param json   the document
     * @param name   the name of the array
     * @param fields the fields of an event with an EXECVE record
     */
    public static void writeList(JsonWriter json, JsonName name, EventFields fields) {
        ExecveArguments longArguments = fields.longArguments();
        json.beginArray(name);
        if (longArguments == null) {
            int record = fields.arguments();
            for (int field = 1; field < fields.record(record).fieldCount(); field++) {
                FieldBytes text = fields.bytes(EventFields.reference(record, field));
                json.string(text.array(), text.start(), text.length());
            }
        } else {
            for (int i = 0; i < longArguments.size(); i++) {
                byte[] bytes = longArguments.bytes(i);
                if (bytes != null) {
                    json.string(bytes, 0, bytes.length);
                } else {
                    json.nullValue();
                }
            }
        }
        json.endArray(name);
    }

    /**
     * Writes the arguments as one string, with blanks between them. Nothing is written if they do not stand in one
     * record.
     *
     * @param json   the document
     * @param name   the name of the string
     * @param fields the fields of an event with an EXECVE record
     * @return whether it was written
     */
    public static boolean writeLine(JsonWriter json, JsonName name, EventFields fields) {
        int record = fields.arguments();
        AuditRecord arguments = fields.record(record);
        if (fields.longArguments() != null || arguments.fieldCount() == 1) {
            return false;
        }
        json.name(name).beginString();
        for (int field = 1; field < arguments.fieldCount(); field++) {
            if (field > 1) {
                json.append(" ");
            }
            FieldBytes text = fields.bytes(EventFields.reference(record, field));
            json.append(text.array(), text.start(), text.length());
        }
        json.endString();
        return true;
    }
}
