package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.schema.internal.document.ProcessMembers;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;

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
    private static final JsonName CGROUP = JsonName.of("cgroup");

    private final JsonWriter json;
    private final ProcessMembers members;
    private boolean usesContainer;

    OcsfContext(JsonWriter json) {
        this.json = json;
        members = new ProcessMembers(json);
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
            members.write(OcsfNames.UID, group.containerId());
            members.write(RUNTIME, group.containerRuntime());
            members.write(POD_UUID, group.podId());
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
        members.write(OcsfNames.NAME, process.name());
        members.write(OcsfNames.PATH, process.executable());
        if (process.startMillis() >= 0) {
            json.number(CREATED_TIME, process.startMillis());
        }
    }

    /** Writes what has no attribute. */
    void writeUnmapped(ProcessInfo process) {
        json.beginObject(CONTEXT);
        members.write(SCRIPT, process.script());
        ControlGroup group = process.controlGroup();
        if (group != null) {
            members.writeUnits(group);
            members.write(CGROUP, group.path());
        }
        members.writeMissing(process);
        json.endObject(CONTEXT);
    }
}
