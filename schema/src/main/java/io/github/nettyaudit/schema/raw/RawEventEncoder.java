package io.github.nettyaudit.schema.raw;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.internal.document.LossMembers;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonTexts;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Writes events without any loss, one object a line (here on several lines):
 * <pre>
 * {"raw":1,"id":"1364481363.243:24287","node":"web1","sec":1364481363,"milli":243,"serial":24287,
 *  "state":"complete","log":true,
 *  "records":[{"type":"CWD","typenum":1307,"text":"node=web1 type=CWD msg=audit(1364481363.243:24287): cwd=\"/\""}]}
 * </pre>
 * <ul>
 * <li>{@code raw} is the version of the form.
 * <li>{@code node} is the host that the log names; {@code host} the one that the {@link EventContext} names, if the event
 * names none. Either may be missing.
 * <li>{@code state} is the {@link AuditEventState} in lower case; {@code late} is there, and {@code true}, for an event
 * that had ended before; {@code repeated} and {@code dropped} are there if they are not 0.
 * <li>{@code log} is there, and {@code true}, if the texts are lines of a log. Without it they are what the kernel sent.
 * <li>{@code text} is the record, byte for byte; bytes that are not UTF-8 are written as
 * {@link io.github.nettyaudit.schema.json.JsonBytes} says. {@code type} is missing if the record names no type.
 * </ul>
 *
 * <p>A loss has no {@code records} but
 * <pre>
 *  "state":"loss","loss":{"kind":"serial_gap","count":3,"unit":"events","first_serial":17,"last_serial":19,
 *                         "kernel_lost":0,"detail":"…"}
 * </pre>
 * in which a number that is not known is missing. An event of which the {@link EventContext} has the process has
 * {@code "context":{"processes":[…]}}, with the process and each of its parents. {@link RawEventReader} reads all of it again.
 */
public final class RawEventEncoder implements EventEncoder {
    private static final JsonName RAW = JsonName.of(RawMember.RAW);
    private static final JsonName ID = JsonName.of("id");
    private static final JsonName NODE = JsonName.of(RawMember.NODE);
    private static final JsonName HOST = JsonName.of("host");
    private static final JsonName SECONDS = JsonName.of(RawMember.SECONDS);
    private static final JsonName MILLISECONDS = JsonName.of(RawMember.MILLISECONDS);
    private static final JsonName SERIAL = JsonName.of(RawMember.SERIAL);
    private static final JsonName STATE = JsonName.of(RawMember.STATE);
    private static final JsonName LATE = JsonName.of(RawMember.LATE);
    private static final JsonName REPEATED = JsonName.of("repeated");
    private static final JsonName DROPPED = JsonName.of(RawMember.DROPPED);
    private static final JsonName LOG = JsonName.of(RawMember.LOG);
    private static final JsonName RECORDS = JsonName.of(RawMember.RECORDS);
    private static final JsonName TYPE = JsonName.of(RawMember.TYPE);
    private static final JsonName TYPE_NUMBER = JsonName.of(RawMember.TYPE_NUMBER);
    private static final JsonName TEXT = JsonName.of(RawMember.TEXT);
    private static final JsonName LOSS = JsonName.of(RawMember.LOSS);
    private static final JsonName DETAIL = JsonName.of(RawMember.DETAIL);
    private static final JsonText[] STATES = RawMember.words(AuditEventState.values());
    /** The types that records have, whose names are kept. */
    private static final int MOST_TYPES = 3000;
    private static final int FIRST_CAPACITY = 1024;

    private final JsonWriter json = new JsonWriter();
    private final RawProcesses processes = new RawProcesses(json);
    private final JsonTexts nodes = new JsonTexts();
    private final @Nullable JsonText[] typeNames = new JsonText[MOST_TYPES];
    private final AuditLogLine line = new AuditLogLine();
    private byte[] scratch = new byte[FIRST_CAPACITY];

    /** Creates an encoder, for one thread. */
    public RawEventEncoder() {
    }

    @Override
    public void encode(AuditEvent event, EventContext context, ByteBuf out) {
        json.to(out).beginObject().number(RAW, RawMember.VERSION).name(ID).beginString().append(event.seconds())
                .append(".").append(event.milliseconds(), 3).append(":").append(event.serial()).endString();
        String node = event.node();
        JsonText host = context.hostText();
        if (node != null) {
            json.text(NODE, nodes.of(node));
        } else if (host != null) {
            json.text(HOST, host);
        }
        json.number(SECONDS, event.seconds()).number(MILLISECONDS, event.milliseconds())
                .number(SERIAL, event.serial()).text(STATE, STATES[event.state().ordinal()]);
        if (event instanceof AuditLossEvent loss) {
            loss(loss);
        } else {
            records(event);
        }
        ProcessInfo process = context.process();
        if (process != null) {
            processes.write(process);
        }
        json.endLine();
    }

    private void loss(AuditLossEvent loss) {
        json.beginObject(LOSS);
        LossMembers.write(json, loss, LossMembers.FIRST_SERIAL, LossMembers.LAST_SERIAL);
        json.text(DETAIL, JsonText.of(loss.detail())).endObject();
    }

    private void records(AuditEvent event) {
        if (event.isLate()) {
            json.name(LATE).value(true);
        }
        if (event.repeatedRecords() > 0) {
            json.number(REPEATED, event.repeatedRecords());
        }
        if (event.droppedRecords() > 0) {
            json.number(DROPPED, event.droppedRecords());
        }
        if (event.isLog()) {
            json.name(LOG).value(true);
        }
        json.name(RECORDS).beginArray();
        for (int i = 0; i < event.size(); i++) {
            ByteBuf content = event.content(i);
            json.beginObject();
            typeName(event.type(i), event.isLog(), content);
            json.number(TYPE_NUMBER, event.type(i)).name(TEXT);
            string(content, content.readerIndex(), content.readableBytes());
            json.endObject();
        }
        json.endArray();
    }

    /** A line may have a name that is not known, or none. */
    private void typeName(int type, boolean isLog, ByteBuf content) {
        if (type > 0) {
            json.text(TYPE, typeName(type));
        } else if (isLog && line.read(content) && line.typeEnd() > line.typeStart()) {
            json.name(TYPE);
            string(content, line.typeStart(), line.typeEnd() - line.typeStart());
        }
    }

    private JsonText typeName(int type) {
        if (type >= MOST_TYPES) {
            return JsonText.of(AuditMessageType.name(type));
        }
        JsonText name = typeNames[type];
        if (name == null) {
            name = JsonText.of(AuditMessageType.name(type));
            typeNames[type] = name;
        }
        return name;
    }

    private void string(ByteBuf text, int start, int length) {
        if (text.hasArray()) {
            json.string(text.array(), text.arrayOffset() + start, length);
            return;
        }
        if (scratch.length < length) {
            scratch = new byte[Math.max(length, 2 * scratch.length)];
        }
        text.getBytes(start, scratch, 0, length);
        json.string(scratch, 0, length);
    }
}
