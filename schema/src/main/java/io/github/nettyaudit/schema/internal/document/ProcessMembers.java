package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.MissReason;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessPart;
import io.github.nettyaudit.schema.process.ProcessText;
import org.jspecify.annotations.Nullable;

/** Writes what several formats say of a process in the same words. Not thread-safe. */
public final class ProcessMembers {
    private static final JsonName UNIT = JsonName.of("unit");
    private static final JsonName SLICE = JsonName.of("slice");
    private static final JsonName USER_UNIT = JsonName.of("user_unit");
    private static final JsonName USER_SLICE = JsonName.of("user_slice");
    private static final JsonName LOGIN_SESSION = JsonName.of("login_session");
    private static final JsonName MISSING = JsonName.of("missing");
    private static final ProcessPart[] PARTS = ProcessPart.values();
    private static final JsonName[] PART_NAMES = new JsonName[PARTS.length];

    static {
        for (ProcessPart part : PARTS) {
            PART_NAMES[part.ordinal()] = JsonName.of(part.word());
        }
    }

    private final JsonWriter json;

    /**
     * Creates a writer.
     *
     * @param json the document
     */
    public ProcessMembers(JsonWriter json) {
        this.json = json;
    }

    /**
     * Writes a member, if there is a text.
     *
     * @param name its name
     * @param text the text
     */
    public void write(JsonName name, @Nullable ProcessText text) {
        if (text != null) {
            json.name(name);
            text.writeTo(json);
        }
    }

    /**
     * Writes a member, if there is a text.
     *
     * @param name its name
     * @param text the text
     */
    public void write(JsonName name, @Nullable String text) {
        if (text != null) {
            json.name(name).value(text);
        }
    }

    /**
     * Writes the unit of systemd.
     *
     * @param group the control group of the process
     */
    public void writeUnit(@Nullable ControlGroup group) {
        write(UNIT, group == null ? null : group.unit());
    }

    /**
     * Writes units, slices and the session of logind.
     *
     * @param group the control group of the process
     */
    public void writeUnits(ControlGroup group) {
        writeUnit(group);
        write(SLICE, group.slice());
        write(USER_UNIT, group.userUnit());
        write(USER_SLICE, group.userSlice());
        write(LOGIN_SESSION, group.loginSession());
    }

    /**
     * Writes which parts are not known, and why.
     *
     * @param process the process
     */
    public void writeMissing(ProcessInfo process) {
        if (!process.hasMisses()) {
            return;
        }
        json.beginObject(MISSING);
        for (ProcessPart part : PARTS) {
            MissReason reason = process.miss(part);
            if (reason != null) {
                json.name(PART_NAMES[part.ordinal()]).value(reason.word());
            }
        }
        json.endObject();
    }
}
