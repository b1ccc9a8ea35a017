package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.internal.document.EventId;
import io.github.nettyaudit.schema.internal.document.NumberFields;
import io.github.nettyaudit.schema.internal.document.ProgramArguments;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.Outcome;
import io.github.nettyaudit.schema.process.ProcessInfo;
import org.jspecify.annotations.Nullable;

/** Writes {@code process}, the process that an activity is about, and the processes in {@code actor}. */
final class OcsfProcess {
    static final int LAUNCH = 1;
    private static final int TERMINATE = 2;
    private static final int OPEN = 3;
    private static final int INJECT = 4;
    private static final int FORK = 2;
    private static final int EXEC = 3;
    private static final FieldName OTHER_PID = FieldName.of("opid");
    private static final FieldName OTHER_COMMAND = FieldName.of("ocomm");
    private static final FieldName OTHER_USER = FieldName.of("ouid");
    private static final FieldName OTHER_SESSION = FieldName.of("oses");

    private final JsonWriter json;
    private final OcsfValues values;
    private final OcsfFile file;
    private final EventIdentity identity = new EventIdentity();
    private final TextBuffer text = new TextBuffer();
    private final OcsfContext context;
    private @Nullable ProcessInfo known;
    private boolean usesLinuxUsers;

    OcsfProcess(JsonWriter json, OcsfValues values, OcsfFile file, OcsfContext context) {
        this.context = context;
        this.json = json;
        this.values = values;
        this.file = file;
    }

    /** Whether a process was written with attributes of the profile {@code linux/linux_users}. */
    boolean usesLinuxUsers() {
        return usesLinuxUsers;
    }

    /**
     * Forgets the event before.
     *
     * @param acting what is known of the process that acted beside the records
     */
    void clear(@Nullable ProcessInfo acting) {
        known = acting;
        context.clear();
        usesLinuxUsers = false;
    }

    static boolean hasActing(EventFields fields) {
        return OcsfValues.integer(fields, fields.find(KnownField.PID)) >= 0;
    }

    /** Whether an event names the process that an activity is about. */
    static boolean isTargetKnown(NormalizedEvent meaning, int activity) {
        if (!hasActing(meaning.fields())) {
            return false;
        }
        return switch (activity) {
            case LAUNCH -> !isFork(meaning) || child(meaning) > 0;
            case OPEN, INJECT -> other(meaning) >= 0;
            case TERMINATE -> other(meaning) >= 0 || meaning.rule().action().equals("end");
            default -> true;
        };
    }

    private static boolean isFork(NormalizedEvent meaning) {
        return meaning.rule().action().equals("created-process");
    }

    private static boolean isCommandOfMessage(NormalizedEvent meaning) {
        return meaning.fields().record(meaning.typeRecord()).type() == AuditMessageType.USER_CMD
                && meaning.object().isPresent();
    }

    /** The id of the process that fork or clone has made, as the caller knows it; 0 if it made none. */
    private static int child(NormalizedEvent meaning) {
        EventFields fields = meaning.fields();
        return meaning.outcome() == Outcome.SUCCESS
                ? Math.max(0, OcsfValues.integer(fields, fields.findMain(KnownField.EXIT))) : 0;
    }

    /** The number of the OBJ_PID record; -1 if there is none with an id. */
    private static int other(NormalizedEvent meaning) {
        int record = meaning.event().indexOf(AuditMessageType.OBJ_PID);
        return record >= 0 && OcsfValues.integer(meaning.fields(), meaning.fields().find(record, OTHER_PID)) >= 0
                ? record : -1;
    }

    /** Writes {@code actor.process} of an activity that is not about a process. */
    void writeActor(NormalizedEvent meaning) {
        writeActing(OcsfNames.PROCESS, meaning.fields());
    }

    /** Writes {@code actor.process} of a process activity: the process that acted on another one, or on itself. */
    void writeActorOfActivity(NormalizedEvent meaning, int activity) {
        EventFields fields = meaning.fields();
        if (activity == LAUNCH && !isFork(meaning) && !isCommandOfMessage(meaning)) {
            int parent = OcsfValues.integer(fields, fields.find(KnownField.PPID));
            if (parent >= 0) {
                json.beginObject(OcsfNames.PROCESS).number(OcsfNames.PID, parent);
                ProcessInfo same = same(fields);
                if (same != null && same.parent() != null && same.parent().pid() == parent) {
                    context.writeProgram(same.parent());
                }
                json.endObject();
                return;
            }
        } else if (isAboutAnother(meaning, activity)) {
            writeActing(OcsfNames.PROCESS, fields);
            return;
        }
        writeBrief(OcsfNames.PROCESS, fields);
    }

    private static boolean isAboutAnother(NormalizedEvent meaning, int activity) {
        return activity == LAUNCH ? isFork(meaning) || isCommandOfMessage(meaning) : other(meaning) >= 0;
    }

    /** Writes {@code process} of a process activity. */
    void writeTarget(NormalizedEvent meaning, int activity, AuditEvent event, EventContext context) {
        EventFields fields = meaning.fields();
        if (!isAboutAnother(meaning, activity)) {
            if (activity == LAUNCH) {
                json.number(OcsfNames.LAUNCH_TYPE_ID, EXEC);
            }
            writeActing(OcsfNames.PROCESS, fields);
        } else if (activity != LAUNCH) {
            writeOther(fields, other(meaning));
        } else if (isFork(meaning)) {
            json.number(OcsfNames.LAUNCH_TYPE_ID, FORK).beginObject(OcsfNames.PROCESS)
                    .number(OcsfNames.PID, child(meaning));
            writeBrief(OcsfNames.PARENT_PROCESS, fields);
            json.endObject();
        } else {
            json.beginObject(OcsfNames.PROCESS).name(OcsfNames.UID);
            EventId.write(json, text, event, context); // the message has no id of the command's process
            values.text(OcsfNames.CMD_LINE, meaning.object());
            writeBrief(OcsfNames.PARENT_PROCESS, fields);
            json.endObject();
        }
    }

    private void writeOther(EventFields fields, int record) {
        json.beginObject(OcsfNames.PROCESS)
                .number(OcsfNames.PID, OcsfValues.integer(fields, fields.find(record, OTHER_PID)));
        values.text(OcsfNames.NAME, fields, fields.find(record, OTHER_COMMAND));
        identity.setField(fields, fields.find(record, OTHER_USER));
        values.identity(OcsfNames.USER, identity);
        long session = fields.find(record, OTHER_SESSION);
        if (session != EventFields.NONE && !fields.isUnset(session)) {
            json.beginObject(OcsfNames.SESSION);
            values.text(OcsfNames.UID, fields, session);
            json.endObject(OcsfNames.SESSION);
        }
        json.endObject();
    }

    /** The id and the name of the process that acted. */
    void writeBrief(JsonName name, EventFields fields) {
        json.beginObject(name).number(OcsfNames.PID, OcsfValues.integer(fields, fields.find(KnownField.PID)));
        values.text(OcsfNames.NAME, fields, fields.find(KnownField.COMM));
        json.endObject();
    }

    /** All that is known of the process that acted. */
    void writeActing(JsonName name, EventFields fields) {
        json.beginObject(name);
        writeNumber(OcsfNames.PID, fields, KnownField.PID, fields.find(KnownField.PID));
        writeProgram(fields);
        writeCommandLine(fields);
        writeText(OcsfNames.WORKING_DIRECTORY, fields, KnownField.CWD);
        ProcessInfo same = same(fields);
        writeParent(fields, same);
        if (same != null) {
            context.writeProcess(same);
        }
        writeIdentity(OcsfNames.USER, fields, KnownField.UID);
        boolean hasGroup = writeIdentity(OcsfNames.GROUP, fields, KnownField.GID);
        boolean hasAudit = writeId(OcsfNames.AUID, fields, KnownField.AUID);
        boolean hasUser = writeId(OcsfNames.EUID, fields, KnownField.EUID);
        boolean hasEffectiveGroup = writeId(OcsfNames.EGID, fields, KnownField.EGID);
        usesLinuxUsers |= hasGroup || hasAudit || hasUser || hasEffectiveGroup;
        json.endObject();
    }

    /** What is known of the process that the records name. */
    private @Nullable ProcessInfo same(EventFields fields) {
        return known != null && known.pid() == OcsfValues.integer(fields, fields.find(KnownField.PID)) ? known : null;
    }

    private void writeParent(EventFields fields, @Nullable ProcessInfo same) {
        long reference = fields.find(KnownField.PPID);
        ProcessInfo parent = same == null ? null : same.parent();
        int pid = OcsfValues.integer(fields, reference);
        if (pid < 0 && parent == null) {
            return;
        }
        json.beginObject(OcsfNames.PARENT_PROCESS);
        if (pid >= 0) {
            writeNumber(OcsfNames.PID, fields, KnownField.PPID, reference);
        } else {
            json.number(OcsfNames.PID, parent.pid());
        }
        if (parent != null && (pid < 0 || parent.pid() == pid)) {
            context.writeProgram(parent);
        }
        json.endObject();
    }

    private void writeProgram(EventFields fields) {
        long program = fields.find(KnownField.EXE);
        boolean hasProgram = OcsfValues.isPresent(fields, program);
        if (!writeText(OcsfNames.NAME, fields, KnownField.COMM) && hasProgram) {
            TextBuffer path = fields.value(program);
            values.baseName(OcsfNames.NAME, path.array(), path.length());
        }
        if (hasProgram) {
            file.write(OcsfNames.FILE, fields, program, OcsfFile.EXECUTABLE);
            fields.use(KnownField.EXE);
        }
    }

    private void writeCommandLine(EventFields fields) {
        if (fields.arguments() >= 0 && ProgramArguments.writeLine(json, OcsfNames.CMD_LINE, fields)) {
            return;
        }
        long title = fields.find(KnownField.PROCTITLE);
        if (OcsfValues.isPresent(fields, title)) {
            TextBuffer line = fields.interpret(title);
            json.name(OcsfNames.CMD_LINE).string(line.array(), 0, line.length());
            fields.use(KnownField.PROCTITLE);
        }
    }

    private boolean writeText(JsonName name, EventFields fields, KnownField field) {
        boolean isWritten = values.text(name, fields, fields.find(field));
        if (isWritten) {
            fields.use(field);
        }
        return isWritten;
    }

    private boolean writeNumber(JsonName name, EventFields fields, KnownField field, long reference) {
        int number = OcsfValues.integer(fields, reference);
        if (number >= 0) {
            json.number(name, number);
            NumberFields.use(fields, field, reference);
        }
        return number >= 0;
    }

    private boolean writeId(JsonName name, EventFields fields, KnownField field) {
        return writeNumber(name, fields, field, fields.findMain(field));
    }

    private boolean writeIdentity(JsonName name, EventFields fields, KnownField field) {
        identity.setField(fields, fields.findMain(field));
        values.identity(name, identity);
        if (identity.isPresent()) {
            fields.useMain(field);
        }
        return identity.isPresent();
    }
}
