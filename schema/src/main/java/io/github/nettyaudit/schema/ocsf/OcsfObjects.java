package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.internal.document.EventId;
import io.github.nettyaudit.schema.internal.document.RecordTypeNames;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizationRule;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.Outcome;

/** Writes the attributes that one class has and others have not. */
final class OcsfObjects {
    private static final int SYSTEM_CALL = 2;
    private static final int OTHER = 99;
    private static final int TARGET = 1;
    private static final int OBSERVED = 3;
    private static final JsonText OPERATION = JsonText.of("io_uring operation");
    private static final JsonText RECORD = JsonText.of("audit record");
    private static final JsonText AUDIT = JsonText.of("audit");
    private static final JsonText OS = JsonText.of("OS");
    private static final JsonText ALLOWED = JsonText.of("Allowed");
    private static final JsonText DENIED = JsonText.of("Denied");
    private static final JsonText OBSERVED_TEXT = JsonText.of("Observed");
    private static final JsonText UNKNOWN = JsonText.of("Unknown");

    private final JsonWriter json;
    private final OcsfValues values;
    private final OcsfFile file;
    private final OcsfProcess process;
    private final OcsfAccounts accounts;
    private final OcsfNetwork network;
    private final RecordTypeNames types;
    private final TextBuffer text = new TextBuffer();

    OcsfObjects(JsonWriter json, OcsfValues values, OcsfFile file, OcsfProcess process, OcsfAccounts accounts,
            OcsfNetwork network, RecordTypeNames types) {
        this.json = json;
        this.values = values;
        this.file = file;
        this.process = process;
        this.accounts = accounts;
        this.network = network;
        this.types = types;
    }

    void write(NormalizedEvent meaning, OcsfClass type, int activity, EventContext context) {
        switch (type) {
            case FILE -> file.write(meaning, activity);
            case KERNEL_EXTENSION -> {
                json.beginObject(OcsfNames.DRIVER);
                file.write(OcsfNames.FILE, meaning.object(), OcsfFile.UNKNOWN);
                json.endObject();
            }
            case MODULE -> {
                json.beginObject(OcsfNames.MODULE);
                file.write(OcsfNames.FILE, meaning.object(), OcsfFile.UNKNOWN);
                json.number(OcsfNames.LOAD_TYPE_ID, 0).endObject();
            }
            case JOB -> writeNamed(OcsfNames.JOB, meaning);
            case ENTITY -> writeNamed(OcsfNames.ENTITY, meaning);
            case KERNEL -> writeKernel(meaning);
            case MEMORY -> process.writeBrief(OcsfNames.PROCESS, meaning.fields());
            case PROCESS -> process.writeTarget(meaning, activity, meaning.event(), context);
            case EVENT_LOG -> writeLog();
            case FINDING -> writeFinding(meaning, meaning.event(), context);
            case ACCOUNT_CHANGE -> accounts.writeAccountChange(meaning);
            case AUTHENTICATION -> accounts.writeAuthentication(meaning, context);
            case USER_ACCESS, SESSION -> accounts.writeAccess(meaning);
            case GROUP_MANAGEMENT -> accounts.writeGroup(meaning);
            case NETWORK, SSH -> network.write(meaning, context);
            case APPLICATION -> writeApplication(meaning);
            case BASE, CONFIGURATION -> {
                // nothing more is required
            }
        }
    }

    private void writeNamed(JsonName name, NormalizedEvent meaning) {
        json.beginObject(name);
        values.text(OcsfNames.NAME, meaning.object());
        json.endObject();
    }

    /** What was called: the system call, the operation, or else the record that says it. */
    private void writeKernel(NormalizedEvent meaning) {
        EventFields fields = meaning.fields();
        int type = fields.record(fields.main()).type();
        long call = fields.findMain(type == AuditMessageType.URINGOP ? KnownField.URING_OP : KnownField.SYSCALL);
        json.beginObject(OcsfNames.KERNEL);
        if (type == AuditMessageType.SYSCALL && OcsfValues.isPresent(fields, call)) {
            values.text(OcsfNames.NAME, fields, call);
            json.number(OcsfNames.TYPE_ID, SYSTEM_CALL);
            values.text(OcsfNames.SYSTEM_CALL, fields, call);
        } else if (type == AuditMessageType.URINGOP && OcsfValues.isPresent(fields, call)) {
            TextBuffer operation = fields.interpret(call);
            json.name(OcsfNames.NAME).string(operation.array(), 0, operation.length());
            json.number(OcsfNames.TYPE_ID, OTHER).text(OcsfNames.TYPE, OPERATION);
        } else {
            json.text(OcsfNames.NAME, types.of(fields.record(meaning.typeRecord()).type()))
                    .number(OcsfNames.TYPE_ID, OTHER).text(OcsfNames.TYPE, RECORD);
        }
        json.endObject();
    }

    void writeLog() {
        json.text(OcsfNames.LOG_NAME, AUDIT).number(OcsfNames.LOG_TYPE_ID, 1).text(OcsfNames.LOG_TYPE, OS);
    }

    /** A decision of a security module, or an alert of a program. */
    private void writeFinding(NormalizedEvent meaning, AuditEvent event, EventContext context) {
        NormalizationRule rule = meaning.rule();
        json.beginObject(OcsfNames.FINDING_INFO).name(OcsfNames.UID);
        EventId.write(json, text, event, context);
        json.text(OcsfNames.TITLE, rule.actionJson()).endObject();
        if (meaning.object().length() > 0) {
            json.beginArray(OcsfNames.RESOURCES).beginObject();
            values.text(OcsfNames.NAME, meaning.object());
            if (!meaning.objectKind().isEmpty()) {
                json.text(OcsfNames.TYPE, meaning.objectKind());
            }
            json.number(OcsfNames.ROLE_ID, TARGET).endObject().endArray();
        }
        boolean isAlert = isAlert(rule);
        json.name(OcsfNames.IS_ALERT).value(isAlert);
        if (isAlert) {
            json.number(OcsfNames.ACTION_ID, OBSERVED).text(OcsfNames.ACTION, OBSERVED_TEXT);
        } else if (meaning.decision() == Outcome.UNKNOWN) {
            json.number(OcsfNames.ACTION_ID, 0).text(OcsfNames.ACTION, UNKNOWN);
        } else {
            boolean isAllowed = meaning.decision() == Outcome.SUCCESS;
            json.number(OcsfNames.ACTION_ID, isAllowed ? 1 : 2).text(OcsfNames.ACTION, isAllowed ? ALLOWED : DENIED);
        }
    }

    static boolean isAlert(NormalizationRule rule) {
        return rule.kind().equals("alert");
    }

    /** The service or the package; if the event names none, the program. */
    private void writeApplication(NormalizedEvent meaning) {
        json.beginObject(OcsfNames.APP);
        if (meaning.object().length() > 0) {
            values.text(OcsfNames.NAME, meaning.object());
        } else {
            TextBuffer program = meaning.fields().value(meaning.fields().find(KnownField.EXE));
            values.baseName(OcsfNames.NAME, program.array(), program.length());
        }
        json.endObject();
    }
}
