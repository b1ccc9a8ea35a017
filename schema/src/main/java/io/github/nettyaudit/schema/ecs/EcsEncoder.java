package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.internal.document.EventData;
import io.github.nettyaudit.schema.internal.document.EventId;
import io.github.nettyaudit.schema.internal.document.LossMembers;
import io.github.nettyaudit.schema.internal.document.MissingRecords;
import io.github.nettyaudit.schema.internal.document.RecordTypeNames;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonTexts;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.NormalizationRule;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.schema.normalize.Outcome;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes events as documents of the Elastic Common Schema 9.4, one line each.
 *
 * <p>A field of a document is in the schema and has the type and the values that the schema permits, or is under
 * {@code auditd}, or is one of the names of auditbeat that {@link EcsOptions#strict()} leaves out. Ids are strings;
 * process ids, ports and counts are numbers. What is absent in the records ({@code ?}, {@code (null)}, an id of -1) is
 * absent in the document. Every other field of every record is in the document: under {@code auditd.data} if nothing
 * else has a place for it. Bytes that are not UTF-8 are kept as {@link io.github.nettyaudit.schema.json.JsonBytes} says.
 *
 * <p>Events that are known to lack records, and reports of losses, have {@code event.kind} {@code pipeline_error} and
 * {@code error.message}. Not thread-safe: one instance per thread.
 */
public final class EcsEncoder implements EventEncoder {
    private final Normalizer normalizer;
    private final EcsOptions options;
    private final JsonWriter json = new JsonWriter();
    private final TextBuffer text = new TextBuffer();
    private final Timestamps timestamps = new Timestamps();
    private final EcsUsers users = new EcsUsers(json);
    private final EcsContext processes = new EcsContext(json);
    private final EcsProcess process = new EcsProcess(json, processes);
    private final EcsFile file = new EcsFile(json);
    private final EcsNetwork network = new EcsNetwork(json);
    private final EventData data = new EventData(json, new SecurityContext(json)::writeObject, false);
    private final RecordTypeNames typeNames = new RecordTypeNames(true);
    private final JsonTexts nodes = new JsonTexts();
    private byte[] original = new byte[1024];

    /**
     * Creates an encoder with the built-in rules.
     *
     * @param names   the names of users and groups; called on the thread that encodes
     * @param options the settings
     */
    public EcsEncoder(NameService names, EcsOptions options) {
        this(new Normalizer(NormalizationTable.builtIn(), names), options);
    }

    /**
     * Creates an encoder.
     *
     * @param normalizer reads what the events mean; the encoder's alone
     * @param options    the settings
     */
    public EcsEncoder(Normalizer normalizer, EcsOptions options) {
        this.normalizer = normalizer;
        this.options = options;
    }

    @Override
    public void encode(AuditEvent event, EventContext context, ByteBuf out) {
        json.to(out).beginObject();
        timestamps.write(json, EcsNames.TIMESTAMP, event.seconds(), event.milliseconds());
        if (event instanceof AuditLossEvent loss) {
            writeLoss(loss, context);
        } else if (event.size() == 0) {
            writeError(event, "an event without a record", context);
        } else {
            write(normalizer.normalize(event), context);
        }
        json.endLine();
    }

    private void write(NormalizedEvent meaning, EventContext context) {
        AuditEvent event = meaning.event();
        String missing = MissingRecords.reason(event);
        writeEvent(meaning, missing != null, context);
        text.clear();
        meaning.appendSentence(text);
        json.string(EcsNames.MESSAGE, text.array(), 0, text.length());
        if (missing != null) {
            json.beginObject(EcsNames.ERROR).name(EcsNames.MESSAGE).value(missing).endObject();
        }
        writeHost(event, context);
        data.writeKeys(EcsNames.TAGS, meaning.fields());
        users.write(meaning, options.strict());
        ProcessInfo known = context.process();
        process.write(meaning, known, options.strict());
        if (known != null) {
            processes.writeContainer(known);
        }
        file.write(meaning, options.strict());
        network.write(meaning);
        writeRelated(meaning);
        writeAuditd(meaning, known);
        json.raw(EcsNames.ECS);
    }

    private void writeEvent(NormalizedEvent meaning, boolean isIncomplete, EventContext context) {
        NormalizationRule rule = meaning.rule();
        NormalizationRule call = meaning.callRule();
        json.beginObject(EcsNames.EVENT);
        json.text(EcsNames.KIND, isIncomplete ? EcsNames.PIPELINE_ERROR : rule.kindJson());
        boolean joins = call != null && !call.isFallback();
        writeUnion(EcsNames.CATEGORY, rule.categoriesJson(), joins ? call.categoriesJson() : null);
        writeUnion(EcsNames.TYPE, rule.typesJson(), joins ? call.typesJson() : null);
        if (!rule.action().isEmpty()) {
            json.text(EcsNames.ACTION, rule.actionJson());
        }
        json.text(EcsNames.OUTCOME, meaning.outcome() == Outcome.SUCCESS ? EcsNames.SUCCESS
                : meaning.outcome() == Outcome.FAILURE ? EcsNames.FAILURE : EcsNames.UNKNOWN);
        writeId(meaning.event(), context);
        json.number(EcsNames.SEQUENCE, meaning.event().serial());
        json.text(EcsNames.MODULE, EcsNames.AUDITD_TEXT);
        if (options.original()) {
            writeOriginal(meaning.event());
        }
        json.endObject();
    }

    private void writeUnion(JsonName name, List<JsonText> values, @Nullable List<JsonText> more) {
        if (values.isEmpty() && (more == null || more.isEmpty())) {
            return;
        }
        json.beginArray(name);
        for (int i = 0; i < values.size(); i++) {
            json.value(values.get(i));
        }
        if (more != null) {
            for (int i = 0; i < more.size(); i++) {
                if (!contains(values, more.get(i))) {
                    json.value(more.get(i));
                }
            }
        }
        json.endArray();
    }

    private static boolean contains(List<JsonText> values, JsonText value) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).equals(value)) {
                return true;
            }
        }
        return false;
    }

    private void writeId(AuditEvent event, EventContext context) {
        json.name(EcsNames.ID);
        EventId.write(json, text, event, context);
    }

    private void writeOriginal(AuditEvent event) {
        json.name(EcsNames.ORIGINAL).beginString();
        for (int i = 0; i < event.size(); i++) {
            ByteBuf content = event.content(i);
            if (i > 0) {
                json.append("\\n");
            }
            if (!event.isLog()) {
                // as the kernel sent it
                json.append("type=").append(AuditMessageType.name(event.type(i))).append(" msg=");
            }
            appendOriginal(content);
        }
        json.endString();
    }

    private void appendOriginal(ByteBuf content) {
        int length = content.readableBytes();
        if (content.hasArray()) {
            json.append(content.array(), content.arrayOffset() + content.readerIndex(), length);
            return;
        }
        if (original.length < length) {
            original = new byte[Math.max(length, original.length * 2)];
        }
        content.getBytes(content.readerIndex(), original, 0, length);
        json.append(original, 0, length);
    }

    private void writeHost(AuditEvent event, EventContext context) {
        if (event.node() != null) {
            json.beginObject(EcsNames.HOST).text(EcsNames.NAME, nodes.of(event.node())).endObject();
        } else if (context.hostText() != null) {
            json.beginObject(EcsNames.HOST).text(EcsNames.NAME, context.hostText()).endObject();
        }
    }

    private void writeRelated(NormalizedEvent meaning) {
        json.beginObject(EcsNames.RELATED);
        users.writeRelated(meaning);
        network.writeRelated(meaning);
        json.endObject(EcsNames.RELATED);
    }

    private void writeAuditd(NormalizedEvent meaning, @Nullable ProcessInfo known) {
        AuditEvent event = meaning.event();
        json.beginObject(EcsNames.AUDITD);
        json.text(EcsNames.MESSAGE_TYPE, typeNames.of(meaning.fields().record(meaning.typeRecord()).type()));
        json.number(EcsNames.SEQUENCE, event.serial());
        if (event.state() != AuditEventState.COMPLETE) {
            json.text(EcsNames.STATE, EcsNames.state(event.state()));
        }
        if (event.droppedRecords() > 0) {
            json.number(EcsNames.DROPPED_RECORDS, event.droppedRecords());
        }
        if (meaning.session().isPresent()) {
            write(EcsNames.SESSION, meaning.session());
        }
        json.text(EcsNames.RESULT, !meaning.hasResult() ? EcsNames.UNKNOWN
                : meaning.outcome() == Outcome.SUCCESS ? EcsNames.SUCCESS : EcsNames.FAIL);
        json.beginObject(EcsNames.SUMMARY);
        writePair(EcsNames.ACTOR, null, meaning.actor(), meaning.actorSecondary());
        writePair(EcsNames.OBJECT, meaning.objectKind(), meaning.object(), meaning.objectSecondary());
        write(EcsNames.HOW, meaning.how());
        json.endObject(EcsNames.SUMMARY);
        data.write(EcsNames.DATA, meaning);
        data.writePaths(EcsNames.PATHS, meaning.fields());
        data.writeOthers(EcsNames.OTHER, meaning);
        if (known != null) {
            processes.writeContext(known);
        }
        json.endObject();
    }

    private void writePair(JsonName name, @Nullable JsonText kind, EventValue primary, EventValue secondary) {
        json.beginObject(name);
        if (kind != null && !kind.isEmpty()) {
            json.text(EcsNames.TYPE, kind);
        }
        write(EcsNames.PRIMARY, primary);
        write(EcsNames.SECONDARY, secondary);
        json.endObject(name);
    }

    private void write(JsonName name, EventValue value) {
        if (value.isPresent()) {
            json.string(name, value.array(), 0, value.length());
        }
    }

    private void writeLoss(AuditLossEvent loss, EventContext context) {
        json.beginObject(EcsNames.EVENT).text(EcsNames.KIND, EcsNames.PIPELINE_ERROR)
                .name(EcsNames.ACTION).value("lost-" + loss.kind().unit())
                .text(EcsNames.MODULE, EcsNames.AUDITD_TEXT).endObject();
        json.name(EcsNames.MESSAGE).value(loss.detail());
        json.beginObject(EcsNames.ERROR).name(EcsNames.MESSAGE).value(loss.detail()).endObject();
        writeHost(loss, context);
        json.beginObject(EcsNames.AUDITD).beginObject(EcsNames.LOSS);
        LossMembers.write(json, loss, EcsNames.FIRST_SEQUENCE, EcsNames.LAST_SEQUENCE);
        json.endObject().endObject();
        json.raw(EcsNames.ECS);
    }

    private void writeError(AuditEvent event, String message, EventContext context) {
        json.beginObject(EcsNames.EVENT).text(EcsNames.KIND, EcsNames.PIPELINE_ERROR);
        writeId(event, context);
        json.text(EcsNames.MODULE, EcsNames.AUDITD_TEXT).endObject();
        json.beginObject(EcsNames.ERROR).name(EcsNames.MESSAGE).value(message).endObject();
        writeHost(event, context);
        json.raw(EcsNames.ECS);
    }
}
