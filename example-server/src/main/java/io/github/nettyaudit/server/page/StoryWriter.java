package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.ExecveArguments;
import io.github.nettyaudit.codec.interpret.AuditInterpreter;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.ecs.EcsOptions;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.process.ControlGroup;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.github.nettyaudit.schema.process.ProcessText;
import io.github.nettyaudit.server.format.EncoderSettings;
import io.github.nettyaudit.server.format.EventFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes all that is known of an event: a sentence, who, what and how, its processes, its records with what their fields
 * mean, and its document in each format. One thread.
 */
final class StoryWriter {
    private static final int LONGEST_RECORD = 64 << 10;

    private final NormalizationTable rules;
    private final NameService names;
    private final AuditInterpreter interpreter;

    StoryWriter(NormalizationTable rules, NameService names) {
        this.rules = rules;
        this.names = names;
        interpreter = AuditInterpreter.builder().names(names).build();
    }

    byte[] story(AuditEvent event, EventContext context) {
        JsonWriter json = new JsonWriter();
        ByteBuf out = Unpooled.buffer();
        json.to(out).beginObject();
        RowWriter rows = new RowWriter(rules, names);
        NormalizedEvent meaning = rows.writeMembers(json, event, context);
        if (meaning != null) {
            writeWho(json, meaning);
            writeWhat(json, meaning);
            writeHow(json, event, meaning);
            writeProcess(json, event, meaning, context.process());
        }
        writeRecords(json, event);
        writeDocuments(json, event, context);
        json.endLine();
        return ByteBufUtil.getBytes(out);
    }

    private static void writeWho(JsonWriter json, NormalizedEvent meaning) {
        json.name("who").beginObject();
        RowWriter.writeIdentity(json, "user", meaning.user());
        RowWriter.writeIdentity(json, "logged_in_as", meaning.auditUser());
        RowWriter.writeIdentity(json, "effective_user", meaning.effectiveUser());
        RowWriter.writeIdentity(json, "group", meaning.userGroup());
        RowWriter.writeValue(json, "session", meaning.session());
        RowWriter.writeField(json, "terminal", meaning.fields(), KnownField.TTY);
        RowWriter.writeField(json, "terminal_of_message", meaning.fields(), KnownField.TERMINAL);
        RowWriter.writeValue(json, "from", meaning.sourceAddress());
        RowWriter.writeField(json, "host_name", meaning.fields(), KnownField.HOSTNAME);
        json.endObject();
    }

    private static void writeWhat(JsonWriter json, NormalizedEvent meaning) {
        json.name("what").beginObject();
        json.text("action", meaning.rule().action());
        if (meaning.objectKind().toString().length() > 0) {
            json.name("object_kind").value(meaning.objectKind());
        }
        RowWriter.writeValue(json, "object", meaning.object());
        RowWriter.writeValue(json, "also", meaning.objectSecondary());
        RowWriter.writeIdentity(json, "target_user", meaning.targetUser());
        RowWriter.writeIdentity(json, "changed_user", meaning.changedUser());
        RowWriter.writeIdentity(json, "target_group", meaning.group());
        json.text("result", RowWriter.outcome(meaning));
        RowWriter.writeField(json, "exit", meaning.fields(), KnownField.EXIT);
        RowWriter.writeField(json, "rule_key", meaning.fields(), KnownField.KEY);
        json.endObject();
    }

    private static void writeHow(JsonWriter json, AuditEvent event, NormalizedEvent meaning) {
        EventFields fields = meaning.fields();
        json.name("how").beginObject();
        RowWriter.writeValue(json, "by", meaning.how());
        RowWriter.writeField(json, "program", fields, KnownField.EXE);
        RowWriter.writeField(json, "name", fields, KnownField.COMM);
        if (event.indexOf(AuditMessageType.EXECVE) < 0) { // else it may be that of the program before
            RowWriter.writeField(json, "command_line", fields, KnownField.PROCTITLE);
        }
        RowWriter.writeField(json, "directory", fields, KnownField.CWD);
        RowWriter.writeField(json, "system_call", fields, KnownField.SYSCALL);
        RowWriter.writeField(json, "architecture", fields, KnownField.ARCH);
        RowWriter.writeField(json, "security_context", fields, KnownField.SUBJ);
        if (meaning.socket().family().isPresent()) {
            RowWriter.writeValue(json, "address_family", meaning.socket().family());
            RowWriter.writeValue(json, "address", meaning.socket().address());
            RowWriter.writeValue(json, "port", meaning.socket().port());
            RowWriter.writeValue(json, "socket_path", meaning.socket().path());
        }
        json.endObject();
    }

    private static void writeProcess(JsonWriter json, AuditEvent event, NormalizedEvent meaning,
            @Nullable ProcessInfo known) {
        EventFields fields = meaning.fields();
        long pid = number(fields, KnownField.PID);
        if (pid < 0 && known == null) {
            return;
        }
        json.name("process").beginObject();
        json.number("pid", known == null ? pid : known.pid());
        RowWriter.writeField(json, "exe", fields, KnownField.EXE);
        RowWriter.writeField(json, "name", fields, KnownField.COMM);
        ExecveArguments arguments = event.indexOf(AuditMessageType.EXECVE) < 0 ? null
                : ExecveArguments.of(event, new AuditRecord());
        if (arguments != null) {
            json.name("args").beginArray();
            for (String argument : arguments.strings()) {
                json.value(argument == null ? "…" : argument);
            }
            json.endArray();
        }
        json.name("parents").beginArray();
        if (known == null) {
            long parent = number(fields, KnownField.PPID);
            if (parent >= 0) {
                json.beginObject().number("pid", parent).endObject();
            }
        } else {
            for (ProcessInfo next = known.parent(); next != null; next = next.parent()) {
                json.beginObject().number("pid", next.pid());
                writeText(json, "exe", next.executable());
                writeText(json, "name", next.name());
                writeText(json, "script", next.script());
                json.endObject();
            }
        }
        json.endArray();
        if (known != null) {
            writeText(json, "script", known.script());
            writeGroup(json, known.controlGroup());
        }
        json.endObject();
    }

    private static long number(EventFields fields, KnownField field) {
        long reference = fields.find(field);
        return reference == EventFields.NONE ? -1 : fields.number(reference, -1);
    }

    private static void writeText(JsonWriter json, String name, @Nullable ProcessText text) {
        if (text != null) {
            byte[] bytes = text.toBytes();
            json.name(name).string(bytes, 0, bytes.length);
        }
    }

    private static void writeGroup(JsonWriter json, @Nullable ControlGroup group) {
        if (group == null) {
            return;
        }
        writeText(json, "container", group.containerId());
        writeText(json, "pod", group.podId());
        writeText(json, "unit", group.unit());
    }

    private static void writeText(JsonWriter json, String name, @Nullable String text) {
        if (text != null && !text.isEmpty()) {
            json.text(name, text);
        }
    }

    private void writeRecords(JsonWriter json, AuditEvent event) {
        AuditRecord record = new AuditRecord();
        TextBuffer meant = new TextBuffer();
        json.name("records").beginArray();
        for (int i = 0; i < event.size(); i++) {
            event.read(i, record);
            json.beginObject().text("type", AuditMessageType.name(event.type(i)));
            ByteBuf content = event.content(i);
            int length = Math.min(content.readableBytes(), LONGEST_RECORD);
            json.text("raw", (event.isLog() ? "" : "type=" + AuditMessageType.name(event.type(i)) + " msg=")
                    + content.toString(content.readerIndex(), length, StandardCharsets.UTF_8));
            json.name("fields").beginArray();
            interpreter.wrap(record);
            for (int field = 0; field < record.fieldCount(); field++) {
                meant.clear();
                interpreter.interpret(field, meant);
                json.beginObject().text("name", record.name(field)).text("value", record.raw(field));
                json.name("interpreted").string(meant.array(), 0, meant.length()).endObject();
            }
            json.endArray().endObject();
        }
        json.endArray();
    }

    private void writeDocuments(JsonWriter json, AuditEvent event, EventContext context) {
        EncoderSettings settings = new EncoderSettings(names, rules, EcsOptions.DEFAULT);
        ByteBuf document = Unpooled.buffer();
        json.name("documents").beginObject();
        for (EventFormat format : EventFormat.values()) {
            EventEncoder encoder = format.newEncoder(settings);
            document.clear();
            encoder.encode(event, context, document);
            // as a text: a browser would change the numbers of a document that it reads
            json.text(format.word(), document.toString(StandardCharsets.UTF_8).strip());
        }
        json.endObject();
    }
}
