package io.github.nettyaudit.schema.ocsf;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.internal.document.EventData;
import io.github.nettyaudit.schema.internal.document.LossMembers;
import io.github.nettyaudit.schema.internal.document.MissingRecords;
import io.github.nettyaudit.schema.internal.document.ProgramArguments;
import io.github.nettyaudit.schema.internal.document.RecordTypeNames;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.schema.normalize.Outcome;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as documents of the Open Cybersecurity Schema Framework (OCSF) 1.8.0, one line each.
 *
 * <p>The class and the activity are those that the rule names
 * ({@link io.github.nettyaudit.schema.normalize.NormalizationRule#ocsfClass()}), if the event has the attributes that
 * the class requires. Otherwise a system call is a Kernel Activity (1003, Invoke), and any other event is a Base Event
 * (0). A Script Activity (1009) is always one of these two, because no record has the text of a script. Attributes of
 * the profiles {@code host}, {@code security_control} and {@code linux/linux_users} are used, and
 * {@code container} if the process is known to run in one.
 *
 * <p>Every field of every record is in the document: in {@code unmapped} if nothing else has a place for it. Bytes that
 * are not UTF-8 are kept as {@link io.github.nettyaudit.schema.json.JsonBytes} says. What is absent in the records
 * ({@code ?}, {@code (null)}, an id of -1) is absent in the document. A host that is not known is the device
 * {@code unknown}, where the class requires a device.
 *
 * <p>Reports of losses are Event Log Activity (1008) with the status Failure. Events that are known to lack records
 * have {@code metadata.is_truncated} and {@code status_detail}. Not thread-safe: one instance per thread.
 */
public final class OcsfEncoder implements EventEncoder {
    private static final JsonText SUCCESS = JsonText.of("Success");
    private static final JsonText FAILURE = JsonText.of("Failure");
    private static final JsonText UNKNOWN = JsonText.of("Unknown");
    private static final JsonText LOST = JsonText.of("lost");
    private static final JsonText INCOMPLETE = JsonText.of("incomplete");

    private final Normalizer normalizer;
    private final JsonWriter json = new JsonWriter();
    private final TextBuffer text = new TextBuffer();
    private final RecordTypeNames types = new RecordTypeNames(false);
    private final OcsfValues values = new OcsfValues(json);
    private final OcsfDevice device = new OcsfDevice(json);
    private final OcsfFile file = new OcsfFile(json, values);
    private final OcsfContext known = new OcsfContext(json);
    private final OcsfProcess process = new OcsfProcess(json, values, file, known);
    private final OcsfActor actor = new OcsfActor(json, values, process);
    private final OcsfNetwork network = new OcsfNetwork(json, device);
    private final OcsfAccounts accounts = new OcsfAccounts(json, values, actor, network, device);
    private final OcsfObjects objects = new OcsfObjects(json, values, file, process, accounts, network, types);
    private final OcsfMetadata metadata = new OcsfMetadata(json);
    private final EventData data = new EventData(json, EventData.LabelWriter.NONE, true);
    private final OcsfChoice choice = new OcsfChoice();

    /**
     * Creates an encoder with the built-in rules.
     *
     * @param names the names of users and groups; called on the thread that encodes
     */
    public OcsfEncoder(NameService names) {
        this(new Normalizer(NormalizationTable.builtIn(), names));
    }

    /**
     * Creates an encoder.
     *
     * @param normalizer reads what the events mean; the encoder's alone
     */
    public OcsfEncoder(Normalizer normalizer) {
        this.normalizer = normalizer;
    }

    @Override
    public void encode(AuditEvent event, EventContext context, ByteBuf out) {
        json.to(out).beginObject();
        if (event instanceof AuditLossEvent loss) {
            writeReport(loss, LOST, loss.detail(), context);
            writeLoss(loss);
        } else if (event.size() == 0) {
            writeReport(event, INCOMPLETE, "an event without a record", context);
        } else {
            write(normalizer.normalize(event), context);
        }
        json.endLine();
    }

    private void write(NormalizedEvent meaning, EventContext context) {
        AuditEvent event = meaning.event();
        String missing = MissingRecords.reason(event);
        process.clear(context.process());
        network.clear();
        choice.choose(meaning, context);
        OcsfClass type = choice.type();
        int activity = choice.activity();
        writeClass(type, activity, activity == OcsfClass.OTHER ? actionOf(meaning) : null, event);
        writeSeverity(OcsfSeverity.of(meaning, missing != null));
        writeStatus(meaning, type, missing);
        text.clear();
        meaning.appendSentence(text);
        json.name(OcsfNames.MESSAGE).string(text.array(), 0, text.length());
        if (type.requiresDevice || OcsfDevice.isKnown(event, context)) {
            device.write(event, context);
        }
        actor.write(meaning, type, activity);
        objects.write(meaning, type, activity, context);
        writeMetadata(meaning, type, missing != null, context);
        writeUnmapped(meaning, context.process());
    }

    /** What was done, for which the class has no activity; a rule for all other calls does not name it. */
    private static @Nullable JsonText actionOf(NormalizedEvent meaning) {
        return meaning.rule().action().isEmpty() ? null : meaning.rule().actionJson();
    }

    private void writeClass(OcsfClass type, int activity, @Nullable JsonText activityName, AuditEvent event) {
        json.number(OcsfNames.CLASS_UID, type.uid).text(OcsfNames.CLASS_NAME, type.caption)
                .number(OcsfNames.CATEGORY_UID, type.category).text(OcsfNames.CATEGORY_NAME, type.categoryCaption)
                .number(OcsfNames.ACTIVITY_ID, activity);
        if (activityName != null) {
            json.text(OcsfNames.ACTIVITY_NAME, activityName);
        }
        json.number(OcsfNames.TYPE_UID, type.uid * 100L + activity)
                .number(OcsfNames.TIME, event.seconds() * 1000 + event.milliseconds());
    }

    private void writeSeverity(OcsfSeverity severity) {
        json.number(OcsfNames.SEVERITY_ID, severity.id).text(OcsfNames.SEVERITY, severity.caption);
    }

    /** The outcome. A finding has another status, of the work on it: it gets the detail only. */
    private void writeStatus(NormalizedEvent meaning, OcsfClass type, @Nullable String missing) {
        EventFields fields = meaning.fields();
        Outcome outcome = meaning.outcome();
        if (type != OcsfClass.FINDING) {
            json.number(OcsfNames.STATUS_ID, outcome == Outcome.SUCCESS ? 1 : outcome == Outcome.FAILURE ? 2 : 0)
                    .text(OcsfNames.STATUS, outcomeText(outcome));
        }
        long own = fields.find(meaning.typeRecord(), KnownField.EXIT.fieldName());
        long exit = own != EventFields.NONE ? own : fields.findMain(KnownField.EXIT);
        if (outcome == Outcome.FAILURE && fields.number(exit, 0) < 0) {
            values.text(OcsfNames.STATUS_CODE, fields, exit);
            if (exit == fields.findMain(KnownField.EXIT)) {
                fields.use(KnownField.EXIT);
            }
        }
        if (missing != null) {
            json.name(OcsfNames.STATUS_DETAIL).value(missing);
        } else if (type == OcsfClass.FINDING && outcome != Outcome.UNKNOWN) {
            json.text(OcsfNames.STATUS_DETAIL, outcomeText(outcome));
        }
    }

    private static JsonText outcomeText(Outcome outcome) {
        return outcome == Outcome.SUCCESS ? SUCCESS : outcome == Outcome.FAILURE ? FAILURE : UNKNOWN;
    }

    private void writeMetadata(NormalizedEvent meaning, OcsfClass type, boolean isIncomplete, EventContext context) {
        EventFields fields = meaning.fields();
        metadata.begin(meaning.event(), context);
        json.text(OcsfNames.EVENT_CODE, types.of(fields.record(meaning.typeRecord()).type()));
        data.writeKeys(OcsfNames.LABELS, fields);
        if (isIncomplete) {
            json.name(OcsfNames.IS_TRUNCATED).value(true);
        }
        metadata.end(process.usesLinuxUsers(), type == OcsfClass.FINDING, known.usesContainer());
    }

    private void writeUnmapped(NormalizedEvent meaning, @Nullable ProcessInfo acting) {
        EventFields fields = meaning.fields();
        AuditEvent event = meaning.event();
        json.beginObject(OcsfNames.UNMAPPED);
        if (event.state() != AuditEventState.COMPLETE) {
            json.name(OcsfNames.STATE).value(event.state().name().toLowerCase(Locale.ROOT));
        }
        if (event.droppedRecords() > 0) {
            json.number(OcsfNames.DROPPED_RECORDS, event.droppedRecords());
        }
        if (!network.isSourceKept()) {
            values.text(OcsfNames.SOURCE, meaning.sourceAddress());
        }
        data.write(OcsfNames.DATA, meaning);
        if (fields.arguments() >= 0) {
            ProgramArguments.writeList(json, OcsfNames.ARGS, fields);
        }
        data.writePaths(OcsfNames.PATHS, fields);
        if (acting != null) {
            known.writeUnmapped(acting);
        }
        json.endObject(OcsfNames.UNMAPPED);
    }

    /** A document about the log itself. */
    private void writeReport(AuditEvent event, JsonText activity, String detail, EventContext context) {
        writeClass(OcsfClass.EVENT_LOG, OcsfClass.OTHER, activity, event);
        writeSeverity(OcsfSeverity.MEDIUM);
        json.number(OcsfNames.STATUS_ID, 2).text(OcsfNames.STATUS, FAILURE);
        json.name(OcsfNames.STATUS_DETAIL).value(detail).name(OcsfNames.MESSAGE).value(detail);
        objects.writeLog();
        if (OcsfDevice.isKnown(event, context)) {
            device.write(event, context);
        }
        metadata.begin(event, context);
        metadata.end(false, false, false);
    }

    private void writeLoss(AuditLossEvent loss) {
        json.beginObject(OcsfNames.UNMAPPED).beginObject(OcsfNames.LOSS);
        LossMembers.write(json, loss, LossMembers.FIRST_SERIAL, LossMembers.LAST_SERIAL);
        json.endObject().endObject();
    }
}
