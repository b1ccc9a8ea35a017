package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;

/** Writes {@code process}. */
final class EcsProcess {
    private final JsonWriter json;

    EcsProcess(JsonWriter json) {
        this.json = json;
    }

    void write(NormalizedEvent meaning, boolean strict) {
        EventFields fields = meaning.fields();
        json.beginObject(EcsNames.PROCESS);
        writeNumber(fields, KnownField.PID, EcsNames.PID);
        long parent = fields.find(KnownField.PPID);
        if (fields.number(parent, -1) >= 0) {
            json.beginObject(EcsNames.PARENT).number(EcsNames.PID, fields.number(parent, 0)).endObject();
            useNumber(fields, KnownField.PPID, parent);
        }
        writeText(fields, KnownField.EXE, EcsNames.EXECUTABLE);
        writeText(fields, KnownField.COMM, EcsNames.NAME);
        writeTitle(fields);
        writeText(fields, KnownField.CWD, EcsNames.WORKING_DIRECTORY);
        if (fields.arguments() >= 0) {
            writeArguments(fields);
        }
        if (strict) {
            write(EcsNames.SAVED_USER, meaning.savedUser());
            write(EcsNames.SAVED_GROUP, meaning.savedGroup());
            fields.useMain(KnownField.SUID);
            fields.useMain(KnownField.SGID);
        }
        json.endObject(EcsNames.PROCESS);
    }

    private void write(JsonName name, EventIdentity identity) {
        if (identity.isPresent()) {
            json.beginObject(name);
            write(EcsNames.ID, identity.id());
            write(EcsNames.NAME, identity.name());
            json.endObject();
        }
    }

    private void write(JsonName name, EventValue value) {
        if (value.isPresent()) {
            json.name(name).string(value.array(), 0, value.length());
        }
    }

    private void writeNumber(EventFields fields, KnownField field, JsonName name) {
        long reference = fields.find(field);
        long number = fields.number(reference, -1);
        if (number >= 0) {
            json.number(name, number);
            useNumber(fields, field, reference);
        }
    }

    /** A number with leading zeros, which no kernel writes, is kept beside the number that it is. */
    private static void useNumber(EventFields fields, KnownField field, long reference) {
        AuditRecord record = fields.recordOf(reference);
        int number = fields.fieldOf(reference);
        byte first = record.bytes()[record.valueStart(number)];
        if (first >= '1' && first <= '9' || record.valueLength(number) == 1) {
            fields.use(field);
        }
    }

    private void writeText(EventFields fields, KnownField field, JsonName name) {
        long reference = fields.find(field);
        if (reference != EventFields.NONE && !fields.isAbsent(reference)) {
            TextBuffer text = fields.value(reference);
            json.name(name).string(text.array(), 0, text.length());
            fields.use(field);
        }
    }

    /** The command line, in which arguments are separated by blanks. */
    private void writeTitle(EventFields fields) {
        long reference = fields.find(KnownField.PROCTITLE);
        if (reference != EventFields.NONE && !fields.isAbsent(reference)) {
            TextBuffer text = fields.interpret(reference);
            json.name(EcsNames.TITLE).string(text.array(), 0, text.length());
            fields.use(KnownField.PROCTITLE);
        }
    }

    private void writeArguments(EventFields fields) {
        int record = fields.arguments();
        ExecveArguments longArguments = fields.longArguments();
        if (longArguments != null) {
            writeLong(longArguments);
        } else {
            AuditRecord arguments = fields.record(record);
            json.beginArray(EcsNames.ARGS);
            for (int field = 1; field < arguments.fieldCount(); field++) {
                TextBuffer text = fields.value(EventFields.reference(record, field));
                json.string(text.array(), 0, text.length());
            }
            json.endArray(EcsNames.ARGS);
            writeCommandLine(fields, record, arguments);
        }
        long count = fields.number(fields.find(record, KnownField.ARGC.fieldName()), -1);
        if (count >= 0) {
            json.number(EcsNames.ARGS_COUNT, count);
        }
    }

    private void writeCommandLine(EventFields fields, int record, AuditRecord arguments) {
        if (arguments.fieldCount() == 1) {
            return;
        }
        json.name(EcsNames.COMMAND_LINE).beginString();
        for (int field = 1; field < arguments.fieldCount(); field++) {
            if (field > 1) {
                json.append(" ");
            }
            TextBuffer text = fields.value(EventFields.reference(record, field));
            json.append(text.array(), 0, text.length());
        }
        json.endString();
    }

    /** Arguments of more than one record, or in pieces. */
    private void writeLong(ExecveArguments arguments) {
        json.beginArray(EcsNames.ARGS);
        for (int i = 0; i < arguments.size(); i++) {
            byte[] bytes = arguments.bytes(i);
            if (bytes != null) {
                json.string(bytes, 0, bytes.length);
            } else {
                json.nullValue();
            }
        }
        json.endArray(EcsNames.ARGS);
    }
}
