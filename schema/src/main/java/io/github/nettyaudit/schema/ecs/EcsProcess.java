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
import io.github.nettyaudit.schema.process.ProcessInfo;
import org.jspecify.annotations.Nullable;

/** Writes {@code process}. */
final class EcsProcess {
    private final JsonWriter json;
    private final EcsContext context;

    EcsProcess(JsonWriter json, EcsContext context) {
        this.json = json;
        this.context = context;
    }

    /** Writes the process, with what is known of it beside the records. */
    void write(NormalizedEvent meaning, @Nullable ProcessInfo known, boolean strict) {
        EventFields fields = meaning.fields();
        json.beginObject(EcsNames.PROCESS);
        writeNumber(fields, KnownField.PID, EcsNames.PID);
        ProcessInfo same = isSame(fields, known) ? known : null;
        writeParent(fields, same);
        if (!writeText(fields, KnownField.EXE, EcsNames.EXECUTABLE) && same != null) {
            context.write(EcsNames.EXECUTABLE, same.executable());
        }
        if (!writeText(fields, KnownField.COMM, EcsNames.NAME) && same != null) {
            context.write(EcsNames.NAME, same.name());
        }
        if (same != null) {
            context.writeStart(same);
        }
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

    /** Whether what is known is of the process that the document names. */
    private static boolean isSame(EventFields fields, @Nullable ProcessInfo known) {
        return known != null && fields.number(fields.find(KnownField.PID), -1) == known.pid();
    }

    private void writeParent(EventFields fields, @Nullable ProcessInfo known) {
        long reference = fields.find(KnownField.PPID);
        long pid = fields.number(reference, -1);
        if (pid >= 0) {
            NumberFields.use(fields, KnownField.PPID, reference);
        } else if (known != null) {
            pid = known.parentPid();
        }
        if (pid < 0) {
            return;
        }
        json.beginObject(EcsNames.PARENT).number(EcsNames.PID, pid);
        ProcessInfo parent = known == null ? null : known.parent();
        if (parent != null && parent.pid() == pid) {
            context.write(EcsNames.EXECUTABLE, parent.executable());
            context.write(EcsNames.NAME, parent.name());
            context.writeStart(parent);
        }
        json.endObject();
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

    /** Whether the event has the field. */
    private boolean writeText(EventFields fields, KnownField field, JsonName name) {
        long reference = fields.find(field);
        if (reference == EventFields.NONE || fields.isAbsent(reference)) {
            return false;
        }
        FieldBytes value = fields.bytes(reference);
        json.string(name, value.array(), value.start(), value.length());
        fields.use(field);
        return true;
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
