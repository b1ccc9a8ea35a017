package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import java.util.Arrays;

/** Writes {@code actor}: who did it. */
final class OcsfActor {
    private static final JsonText KERNEL = JsonText.of("kernel");
    private static final JsonText UNKNOWN = JsonText.of("unknown");
    private static final byte[] NO_TERMINAL = {'(', 'n', 'o', 'n', 'e', ')'};

    private final JsonWriter json;
    private final OcsfValues values;
    private final OcsfProcess process;

    OcsfActor(JsonWriter json, OcsfValues values, OcsfProcess process) {
        this.json = json;
        this.values = values;
        this.process = process;
    }

    /** Writes the actor; without a process, a user and a session it is the kernel, or not known. */
    void write(NormalizedEvent meaning, OcsfClass type, int activity) {
        EventFields fields = meaning.fields();
        json.beginObject(OcsfNames.ACTOR);
        boolean hasProcess = OcsfProcess.hasActing(fields);
        if (hasProcess) {
            if (type == OcsfClass.PROCESS) {
                process.writeActorOfActivity(meaning, activity);
            } else {
                process.writeActor(meaning);
            }
        }
        EventIdentity user = meaning.auditUser().isPresent() ? meaning.auditUser() : meaning.user();
        values.identity(OcsfNames.USER, user);
        boolean hasSession = writeSession(OcsfNames.SESSION, meaning);
        if (!hasProcess && !user.isPresent() && !hasSession) {
            json.text(OcsfNames.APP_NAME, fields.hasActOfProcess() ? UNKNOWN : KERNEL);
        }
        json.endObject();
    }

    /** The login session with its terminal. */
    boolean writeSession(JsonName name, NormalizedEvent meaning) {
        EventFields fields = meaning.fields();
        long terminal = terminal(fields);
        if (!meaning.session().isPresent() && terminal == EventFields.NONE) {
            return false;
        }
        json.beginObject(name);
        if (meaning.session().isPresent()) {
            values.text(OcsfNames.UID, meaning.session());
            fields.useMain(KnownField.SES);
        }
        values.text(OcsfNames.TERMINAL, fields, terminal);
        json.endObject();
        return true;
    }

    private static long terminal(EventFields fields) {
        long terminal = fields.findMain(KnownField.TTY);
        if (!isTerminal(fields, terminal)) {
            terminal = fields.find(KnownField.TERMINAL);
        }
        return isTerminal(fields, terminal) ? terminal : EventFields.NONE;
    }

    private static boolean isTerminal(EventFields fields, long reference) {
        if (!OcsfValues.isPresent(fields, reference)) {
            return false;
        }
        AuditRecord record = fields.recordOf(reference);
        int start = record.valueStart(fields.fieldOf(reference));
        int end = start + record.valueLength(fields.fieldOf(reference));
        return !Arrays.equals(record.bytes(), start, end, NO_TERMINAL, 0, NO_TERMINAL.length);
    }
}
