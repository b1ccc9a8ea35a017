package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.FieldBytes;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.schema.normalize.Outcome;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes an event as one line of a list, in JSON. One thread. */
final class RowWriter {
    private final Normalizer normalizer;
    private final JsonWriter json = new JsonWriter();
    private final TextBuffer text = new TextBuffer();
    private final ByteBuf out = Unpooled.buffer();

    RowWriter(NormalizationTable rules, NameService names) {
        normalizer = new Normalizer(rules, names);
    }

    /** The object, without a newline. */
    byte[] row(AuditEvent event, EventContext context) {
        json.to(out.clear()).beginObject();
        writeMembers(json, event, context);
        json.endLine();
        return ByteBufUtil.getBytes(out, 0, out.readableBytes() - 1); // endLine has ended the object
    }

    /**
     * Writes the members of a row into an object.
     *
     * @return the meaning, until the next event; {@code null} for a loss, and for an event without records
     */
    @Nullable NormalizedEvent writeMembers(JsonWriter target, AuditEvent event, EventContext context) {
        target.text("id", EventIds.of(event, context));
        target.text("time", event.time().toString());
        if (event instanceof AuditLossEvent loss) {
            target.name("loss").value(true);
            target.text("summary", loss.detail());
            target.text("kind", loss.kind().name().toLowerCase(Locale.ROOT));
            if (loss.count() != AuditLossEvent.UNKNOWN) {
                target.number("count", loss.count()).text("unit", loss.kind().unit());
            }
            return null;
        }
        target.name("loss").value(false);
        target.name("types").beginArray();
        for (int i = 0; i < event.size(); i++) {
            target.value(AuditMessageType.name(event.type(i)));
        }
        target.endArray();
        if (event.size() == 0) {
            target.text("summary", "an event without a record");
            return null;
        }
        NormalizedEvent meaning = normalizer.normalize(event);
        text.clear();
        meaning.appendSentence(text);
        target.name("summary").string(text.array(), 0, text.length());
        target.text("action", meaning.rule().action());
        target.text("outcome", outcome(meaning));
        if (!meaning.rule().categories().isEmpty()) {
            target.text("category", meaning.rule().categories().get(0));
        }
        writeValue(target, "actor", meaning.actor());
        writeValue(target, "acting_as", meaning.actorSecondary());
        writeIdentity(target, "user", meaning.user());
        writeIdentity(target, "auid", meaning.auditUser());
        writeField(target, "exe", meaning.fields(), KnownField.EXE);
        writeField(target, "key", meaning.fields(), KnownField.KEY);
        return meaning;
    }

    static String outcome(NormalizedEvent meaning) {
        return meaning.outcome() == Outcome.SUCCESS ? "success"
                : meaning.outcome() == Outcome.FAILURE ? "failure" : "unknown";
    }

    static void writeIdentity(JsonWriter json, String name, EventIdentity identity) {
        writeValue(json, name, identity.name().isPresent() ? identity.name() : identity.id());
    }

    static void writeValue(JsonWriter json, String name, EventValue value) {
        if (value.isPresent()) {
            json.name(name).string(value.array(), 0, value.length());
        }
    }

    static void writeField(JsonWriter json, String name, EventFields fields, KnownField field) {
        long reference = fields.find(field);
        if (reference != EventFields.NONE && !fields.isAbsent(reference)) {
            FieldBytes value = fields.bytes(reference);
            json.name(name).string(value.array(), value.start(), value.length());
        }
    }
}
