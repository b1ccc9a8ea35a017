package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.internal.document.NumberFields;
import io.github.nettyaudit.schema.internal.document.ProgramArguments;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.FieldBytes;
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
            NumberFields.use(fields, KnownField.PPID, parent);
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
            json.string(name, value.array(), 0, value.length());
        }
    }

    private void writeNumber(EventFields fields, KnownField field, JsonName name) {
        long reference = fields.find(field);
        long number = fields.number(reference, -1);
        if (number >= 0) {
            json.number(name, number);
            NumberFields.use(fields, field, reference);
        }
    }

    private void writeText(EventFields fields, KnownField field, JsonName name) {
        long reference = fields.find(field);
        if (reference != EventFields.NONE && !fields.isAbsent(reference)) {
            FieldBytes value = fields.bytes(reference);
            json.string(name, value.array(), value.start(), value.length());
            fields.use(field);
        }
    }

    /** The command line, in which arguments are separated by blanks. */
    private void writeTitle(EventFields fields) {
        long reference = fields.find(KnownField.PROCTITLE);
        if (reference != EventFields.NONE && !fields.isAbsent(reference)) {
            TextBuffer text = fields.interpret(reference);
            json.string(EcsNames.TITLE, text.array(), 0, text.length());
            fields.use(KnownField.PROCTITLE);
        }
    }

    private void writeArguments(EventFields fields) {
        ProgramArguments.writeList(json, EcsNames.ARGS, fields);
        ProgramArguments.writeLine(json, EcsNames.COMMAND_LINE, fields);
        long count = fields.number(fields.find(fields.arguments(), KnownField.ARGC.fieldName()), -1);
        if (count >= 0) {
            json.number(EcsNames.ARGS_COUNT, count);
        }
    }
}
