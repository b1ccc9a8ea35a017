package io.github.nettyaudit.schema.laurel;

import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessText;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known of a process beside the records: {@code PPID}, {@code SCRIPT} and {@code CONTAINER} as laurel
 * has them; {@code UNIT} and {@code ANCESTORS}, the parent's parent and so on, are not laurel's.
 */
final class LaurelContext {
    private static final JsonName PARENT = JsonName.of("PPID");
    private static final JsonName SCRIPT = JsonName.of("SCRIPT");
    private static final JsonName CONTAINER = JsonName.of("CONTAINER");
    private static final JsonName ID = JsonName.of("ID");
    private static final JsonName UNIT = JsonName.of("UNIT");
    private static final JsonName ANCESTORS = JsonName.of("ANCESTORS");
    private static final JsonName PID = JsonName.of("pid");
    private static final JsonName PARENT_PID = JsonName.of("ppid");
    private static final JsonName EXECUTABLE = JsonName.of("exe");
    private static final JsonName NAME = JsonName.of("comm");

    private final JsonWriter json;
    private final LaurelText text;

    LaurelContext(JsonWriter json, LaurelText text) {
        this.json = json;
        this.text = text;
    }

    /** Writes the members into the object that is open. */
    void write(ProcessInfo process) {
        ProcessInfo parent = process.parent();
        if (parent != null) {
            json.beginObject(PARENT);
            writeProgram(parent);
            json.endObject();
        }
        write(SCRIPT, process.script());
        ControlGroup group = process.controlGroup();
        if (group != null && group.containerId() != null) {
            json.beginObject(CONTAINER);
            write(ID, group.containerId());
            json.endObject();
        }
        write(UNIT, group == null ? null : group.unit());
        ProcessInfo ancestor = parent == null ? null : parent.parent();
        if (ancestor != null) {
            json.beginArray(ANCESTORS);
            for (; ancestor != null; ancestor = ancestor.parent()) {
                json.beginObject().number(PID, ancestor.pid());
                writeProgram(ancestor);
                json.endObject();
            }
            json.endArray(ANCESTORS);
        }
    }

    /** Writes an object of its own, for an event without a system call. */
    void writeAlone(JsonName name, ProcessInfo process) {
        json.beginObject(name).number(PID, process.pid());
        write(process);
        json.endObject();
    }

    private void writeProgram(ProcessInfo process) {
        write(EXECUTABLE, process.executable());
        write(NAME, process.name());
        if (process.parentPid() >= 0) {
            json.number(PARENT_PID, process.parentPid());
        }
    }

    private void write(JsonName name, @Nullable ProcessText value) {
        if (value != null) {
            json.name(name);
            text.write(value.toBytes(), 0, value.length());
        }
    }

    private void write(JsonName name, @Nullable String value) {
        if (value != null) {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            json.name(name);
            text.write(bytes, 0, bytes.length);
        }
    }
}
