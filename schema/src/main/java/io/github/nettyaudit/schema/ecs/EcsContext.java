package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.schema.internal.document.ProcessMembers;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is known of a process beside the records: {@code container}, and {@code auditd.context} with what the schema
 * has no field for.
 */
final class EcsContext {
    private static final JsonName START = JsonName.of("start");
    private static final JsonName CONTAINER = JsonName.of("container");
    private static final JsonName RUNTIME = JsonName.of("runtime");
    private static final JsonName CONTEXT = JsonName.of("context");
    private static final JsonName SCRIPT = JsonName.of("script");
    private static final JsonName POD_UID = JsonName.of("pod_uid");
    private static final JsonName CGROUP = JsonName.of("cgroup");
    private static final JsonName CONTAINER_ID = JsonName.of("container_id");
    private static final JsonName ANCESTORS = JsonName.of("ancestors");
    private static final int SECOND = 1000;

    private final JsonWriter json;
    private final ProcessMembers members;
    private final Timestamps timestamps = new Timestamps();

    EcsContext(JsonWriter json) {
        this.json = json;
        members = new ProcessMembers(json);
    }

    void write(JsonName name, @Nullable ProcessText text) {
        members.write(name, text);
    }

    private void write(JsonName name, @Nullable String text) {
        members.write(name, text);
    }

    void writeStart(ProcessInfo process) {
        long start = process.startMillis();
        if (start >= 0) {
            timestamps.write(json, START, start / SECOND, (int) (start % SECOND));
        }
    }

    void writeContainer(ProcessInfo process) {
        ControlGroup group = process.controlGroup();
        if (group != null && group.containerId() != null) {
            json.beginObject(CONTAINER);
            write(EcsNames.ID, group.containerId());
            write(RUNTIME, group.containerRuntime());
            json.endObject();
        }
    }

    void writeContext(ProcessInfo process) {
        json.beginObject(CONTEXT);
        write(SCRIPT, process.script());
        ControlGroup group = process.controlGroup();
        if (group != null) {
            members.writeUnits(group);
            write(POD_UID, group.podId());
            write(CGROUP, group.path());
        }
        members.writeMissing(process);
        ProcessInfo ancestor = process.parent();
        if (ancestor != null) {
            json.beginArray(ANCESTORS);
            for (; ancestor != null; ancestor = ancestor.parent()) {
                writeAncestor(ancestor);
            }
            json.endArray();
        }
        json.endObject(CONTEXT);
    }

    private void writeAncestor(ProcessInfo ancestor) {
        json.beginObject().number(EcsNames.PID, ancestor.pid());
        write(EcsNames.EXECUTABLE, ancestor.executable());
        write(EcsNames.NAME, ancestor.name());
        write(SCRIPT, ancestor.script());
        writeStart(ancestor);
        ControlGroup group = ancestor.controlGroup();
        write(CONTAINER_ID, group == null ? null : group.containerId());
        members.writeUnit(group);
        members.writeMissing(ancestor);
        json.endObject();
    }
}
