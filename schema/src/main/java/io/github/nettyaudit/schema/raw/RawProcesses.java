package io.github.nettyaudit.schema.raw;

import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessPart;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/** Writes the member {@code context}: the process of the event, and after it each parent. */
final class RawProcesses {
    private static final JsonName CONTEXT = JsonName.of(RawMember.CONTEXT);
    private static final JsonName PROCESSES = JsonName.of(RawMember.PROCESSES);
    private static final JsonName PID = JsonName.of(RawMember.PID);
    private static final JsonName PARENT_PID = JsonName.of(RawMember.PARENT_PID);
    private static final JsonName START = JsonName.of(RawMember.START);
    private static final JsonName NAME = JsonName.of(RawMember.NAME);
    private static final JsonName EXECUTABLE = JsonName.of(RawMember.EXECUTABLE);
    private static final JsonName SCRIPT = JsonName.of(RawMember.SCRIPT);
    private static final JsonName CONTROL_GROUP = JsonName.of(RawMember.CONTROL_GROUP);
    private static final JsonName LOGIN_USER = JsonName.of(RawMember.LOGIN_USER);
    private static final JsonName SESSION = JsonName.of(RawMember.SESSION);
    private static final JsonName MISSING = JsonName.of(RawMember.MISSING);
    private static final ProcessPart[] PARTS = ProcessPart.values();

    private final JsonWriter json;

    RawProcesses(JsonWriter json) {
        this.json = json;
    }

    void write(ProcessInfo process) {
        json.beginObject(CONTEXT).beginArray(PROCESSES);
        for (ProcessInfo next = process; next != null; next = next.parent()) {
            json.beginObject().number(PID, next.pid());
            known(PARENT_PID, next.parentPid());
            known(START, next.startMillis());
            text(NAME, next.name());
            text(EXECUTABLE, next.executable());
            text(SCRIPT, next.script());
            ControlGroup group = next.controlGroup();
            text(CONTROL_GROUP, group == null ? null : group.path());
            known(LOGIN_USER, next.loginUser());
            known(SESSION, next.session());
            if (next.hasMisses()) {
                missing(next);
            }
            json.endObject();
        }
        json.endArray().endObject();
    }

    private void missing(ProcessInfo process) {
        json.beginObject(MISSING);
        for (ProcessPart part : PARTS) {
            MissReason reason = process.miss(part);
            if (reason != null) {
                json.name(part.word()).value(reason.word());
            }
        }
        json.endObject();
    }

    private void known(JsonName name, long number) {
        if (number != ProcessInfo.UNKNOWN) {
            json.number(name, number);
        }
    }

    private void text(JsonName name, @Nullable ProcessText text) {
        if (text != null) {
            json.name(name);
            text.writeTo(json);
        }
    }
}
