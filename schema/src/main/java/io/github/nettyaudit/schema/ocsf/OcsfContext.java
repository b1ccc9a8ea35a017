package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessPart;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known of a process beside the records: {@code container} (of the profile of that name),
 * {@code created_time} and {@code ancestry} of the process, and {@code unmapped.context} with what the schema has no
 * attribute for.
 */
final class OcsfContext {
    private static final JsonName CONTAINER = JsonName.of("container");
    private static final JsonName RUNTIME = JsonName.of("runtime");
    private static final JsonName POD_UUID = JsonName.of("pod_uuid");
    private static final JsonName CREATED_TIME = JsonName.of("created_time");
    private static final JsonName ANCESTRY = JsonName.of("ancestry");
    private static final JsonName CONTEXT = JsonName.of("context");
    private static final JsonName SCRIPT = JsonName.of("script");
    private static final JsonName UNIT = JsonName.of("unit");
    private static final JsonName SLICE = JsonName.of("slice");
    private static final JsonName USER_UNIT = JsonName.of("user_unit");
    private static final JsonName USER_SLICE = JsonName.of("user_slice");
    private static final JsonName LOGIN_SESSION = JsonName.of("login_session");
    private static final JsonName CGROUP = JsonName.of("cgroup");
    private static final JsonName MISSING = JsonName.of("missing");

    private final JsonWriter json;
    private boolean usesContainer;

    OcsfContext(JsonWriter json) {
        this.json = json;
    }

    /** Forgets the event before. */
    void clear() {
        usesContainer = false;
    }

    /** Whether a container was written. */
    boolean usesContainer() {
        return usesContainer;
    }

    /** Writes the members of the process, all but its parent. */
    void writeProcess(ProcessInfo process) {
        if (process.startMillis() >= 0) {
            json.number(CREATED_TIME, process.startMillis());
        }
        ControlGroup group = process.controlGroup();
        if (group != null && group.containerId() != null) {
            json.beginObject(CONTAINER);
            write(OcsfNames.UID, group.containerId());
            write(RUNTIME, group.containerRuntime());
            write(POD_UUID, group.podId());
            json.endObject();
            usesContainer = true;
        }
        ProcessInfo ancestor = process.parent();
        if (ancestor != null) {
            json.beginArray(ANCESTRY);
            for (; ancestor != null; ancestor = ancestor.parent()) {
                json.beginObject().number(OcsfNames.PID, ancestor.pid());
                writeProgram(ancestor);
                json.endObject();
            }
            json.endArray();
        }
    }

    /** Writes the name, the program and the start of a parent. */
    void writeProgram(ProcessInfo process) {
        write(OcsfNames.NAME, process.name());
        write(OcsfNames.PATH, process.executable());
        if (process.startMillis() >= 0) {
            json.number(CREATED_TIME, process.startMillis());
        }
    }

    /** Writes what has no attribute. */
    void writeUnmapped(ProcessInfo process) {
        json.beginObject(CONTEXT);
        write(SCRIPT, process.script());
        ControlGroup group = process.controlGroup();
        if (group != null) {
            write(UNIT, group.unit());
            write(SLICE, group.slice());
            write(USER_UNIT, group.userUnit());
            write(USER_SLICE, group.userSlice());
            write(LOGIN_SESSION, group.loginSession());
            write(CGROUP, group.path());
        }
        if (process.hasMisses()) {
            json.beginObject(MISSING);
            for (ProcessPart part : ProcessPart.values()) {
                MissReason reason = process.miss(part);
                if (reason != null) {
                    json.name(part.word()).value(reason.word());
                }
            }
            json.endObject();
        }
        json.endObject(CONTEXT);
    }

    private void write(JsonName name, @Nullable ProcessText text) {
        if (text != null) {
            json.name(name);
            text.writeTo(json);
        }
    }

    private void write(JsonName name, @Nullable String text) {
        if (text != null) {
            json.name(name).value(text);
        }
    }
}
