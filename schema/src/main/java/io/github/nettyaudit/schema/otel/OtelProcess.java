package io.github.nettyaudit.schema.otel;

import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.schema.internal.document.NumberFields;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.FieldBytes;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/** Writes {@code process.*} and what is known of the process beside the records. */
final class OtelProcess {
    private final LogRecordWriter record;

    OtelProcess(LogRecordWriter record) {
        this.record = record;
    }

    void write(EventFields fields, @Nullable ProcessInfo known) {
        number(fields, KnownField.PID, AttributeName.PID);
        ProcessInfo same = known != null && fields.number(fields.find(KnownField.PID), -1) == known.pid() ? known : null;
        if (!number(fields, KnownField.PPID, AttributeName.PARENT_PID) && same != null && same.parentPid() >= 0) {
            record.number(AttributeName.PARENT_PID, same.parentPid());
        }
        if (!text(fields, KnownField.EXE, AttributeName.EXECUTABLE_PATH) && same != null) {
            text(AttributeName.EXECUTABLE_PATH, same.executable());
        }
        if (!text(fields, KnownField.COMM, AttributeName.EXECUTABLE_NAME) && same != null) {
            text(AttributeName.EXECUTABLE_NAME, same.name());
        }
        long title = fields.find(KnownField.PROCTITLE);
        if (title != EventFields.NONE && !fields.isAbsent(title)) {
            TextBuffer line = fields.interpret(title);
            record.text(AttributeName.TITLE, line.array(), 0, line.length());
            fields.use(KnownField.PROCTITLE);
        }
        text(fields, KnownField.CWD, AttributeName.WORKING_DIRECTORY);
        mainNumber(fields, KnownField.UID, AttributeName.REAL_USER_ID);
        mainNumber(fields, KnownField.EUID, AttributeName.USER_PROCESS_ID);
        mainNumber(fields, KnownField.SUID, AttributeName.SAVED_USER_ID);
        if (fields.arguments() >= 0) {
            arguments(fields);
        }
        if (known != null) {
            context(known);
        }
    }

    private void arguments(EventFields fields) {
        ExecveArguments longArguments = fields.longArguments();
        record.beginElements();
        if (longArguments == null) {
            int arguments = fields.arguments();
            for (int field = 1; field < fields.record(arguments).fieldCount(); field++) {
                FieldBytes text = fields.bytes(EventFields.reference(arguments, field));
                record.element(text.array(), text.start(), text.length());
            }
        } else {
            for (int i = 0; i < longArguments.size(); i++) {
                byte[] bytes = longArguments.bytes(i);
                if (bytes == null) {
                    record.unknownElement();
                } else {
                    record.element(bytes, 0, bytes.length);
                }
            }
        }
        record.endArray(AttributeName.COMMAND_ARGS);
        long count = fields.number(fields.find(fields.arguments(), KnownField.ARGC.fieldName()), -1);
        if (count >= 0) {
            record.number(AttributeName.ARGS_COUNT, count);
        }
    }

    private void context(ProcessInfo known) {
        ControlGroup group = known.controlGroup();
        if (group == null) {
            return;
        }
        text(AttributeName.CGROUP, group.path());
        text(AttributeName.CONTAINER_ID, group.containerId());
        text(AttributeName.POD_UID, group.podId());
        text(AttributeName.UNIT, group.unit());
    }

    private void text(AttributeName name, @Nullable ProcessText text) {
        if (text != null) {
            byte[] bytes = text.toBytes();
            record.text(name, bytes, 0, bytes.length);
        }
    }

    private void text(AttributeName name, @Nullable String text) {
        if (text != null) {
            record.text(name, text);
        }
    }

    private boolean number(EventFields fields, KnownField field, AttributeName name) {
        long reference = fields.find(field);
        long number = fields.number(reference, -1);
        if (number < 0) {
            return false;
        }
        record.number(name, number);
        NumberFields.use(fields, field, reference);
        return true;
    }

    /** A number of the record that the event is named after; -1 is none. */
    private void mainNumber(EventFields fields, KnownField field, AttributeName name) {
        long reference = fields.findMain(field);
        long number = fields.number(reference, -1);
        if (number >= 0 && !fields.isUnset(reference)) {
            record.number(name, number);
            fields.useMain(field);
        }
    }

    private boolean text(EventFields fields, KnownField field, AttributeName name) {
        long reference = fields.find(field);
        if (reference == EventFields.NONE || fields.isAbsent(reference)) {
            return false;
        }
        FieldBytes value = fields.bytes(reference);
        record.text(name, value.array(), value.start(), value.length());
        fields.use(field);
        return true;
    }
}
