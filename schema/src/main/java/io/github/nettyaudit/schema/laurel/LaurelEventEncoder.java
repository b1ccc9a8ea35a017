package io.github.nettyaudit.schema.laurel;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.internal.document.LossMembers;
import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonTexts;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.schema.process.ProcessInfo;
import io.netty.buffer.ByteBuf;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes events in the shape of laurel's JSON (laurel-about(7) of laurel 0.8.2), one object a line (here on several):
 * <pre>
 * {"ID":"1626611363.720:348501","NODE":"web1",
 *  "SYSCALL":{"arch":"0xc000003e","syscall":59,…,"key":null,"ARCH":"x86_64","SYSCALL":"execve","ARGV":["0x55c0",…]},
 *  "EXECVE":{"argc":2,"ARGV":["ls","-l"]},"CWD":{"cwd":"/"},
 *  "PATH":[{"item":0,"name":"/usr/bin/ls","mode":"0o100755",…},…],"PROCTITLE":{"ARGV":["ls","-l"]}}
 * </pre>
 * <ul>
 * <li>SYSCALL, EXECVE, CWD and PROCTITLE are objects; each other type is a list of objects.
 * <li>Decimal numbers are numbers, hexadecimal and octal ones strings as {@code "0x1f"} and {@code "0o644"}; {@code
 * (null)} is {@code null}. Strings that the kernel wrote in hexadecimal are decoded.
 * <li>Control characters, {@code %}, {@code +} and bytes that are not UTF-8 are percent-encoded.
 * <li>Names in upper case are what the audit daemon, or else this program, says of the field of that name in lower case.
 * </ul>
 *
 * <p>What is known of the process beside the records is in SYSCALL: {@code PPID}, {@code SCRIPT}, {@code CONTAINER}, and, not
 * laurel's, {@code UNIT} and {@code ANCESTORS}; in an event without a system call in {@code PROCESS}.
 *
 * <p>Not laurel's either: {@code STATE}, {@code LATE} and {@code DROPPED} mark events that are not whole, and {@code LOSS} is the
 * report of a loss.
 */
public final class LaurelEventEncoder implements EventEncoder {
    private static final JsonName ID = JsonName.of("ID");
    private static final JsonName NODE = JsonName.of("NODE");
    private static final JsonName STATE = JsonName.of("STATE");
    private static final JsonName LATE = JsonName.of("LATE");
    private static final JsonName DROPPED = JsonName.of("DROPPED");
    private static final JsonName PROCESS = JsonName.of("PROCESS");
    private static final JsonName LOSS = JsonName.of("LOSS");
    private static final int MOST_TYPES = 3000;

    private final JsonWriter json = new JsonWriter();
    private final LaurelText text = new LaurelText(json);
    private final LaurelContext process = new LaurelContext(json, text);
    private final LaurelRecord records;
    private final AuditRecord record = new AuditRecord();
    private final JsonTexts nodes = new JsonTexts();
    private final @Nullable JsonName[] types = new JsonName[MOST_TYPES];
    private final JsonText[] states = new JsonText[AuditEventState.values().length];

    /** Creates an encoder that knows no names of users and groups, for one thread. */
    public LaurelEventEncoder() {
        this(NameService.NONE);
    }

    /**
     * Creates an encoder, for one thread.
     *
     * @param names the names of users and groups, for records that the audit daemon has not enriched; with
     *              {@link NameService#NONE} their ids have none
     */
    public LaurelEventEncoder(NameService names) {
        records = new LaurelRecord(json, text, process, names);
        for (AuditEventState state : AuditEventState.values()) {
            states[state.ordinal()] = JsonText.of(state.name().toLowerCase(Locale.ROOT));
        }
    }

    @Override
    public void encode(AuditEvent event, EventContext context, ByteBuf out) {
        json.to(out).beginObject().name(ID).beginString().append(event.seconds()).append(".")
                .append(event.milliseconds(), 3).append(":").append(event.serial()).endString();
        String node = event.node();
        JsonText host = context.hostText();
        if (node != null) {
            json.text(NODE, nodes.of(node));
        } else if (host != null) {
            json.text(NODE, host);
        }
        if (event instanceof AuditLossEvent loss) {
            loss(loss);
        } else {
            marks(event);
            ProcessInfo known = context.process();
            boolean isCall = event.indexOf(AuditMessageType.SYSCALL) >= 0;
            if (known != null && !isCall) {
                process.writeAlone(PROCESS, known);
            }
            for (int i = 0; i < event.size(); i++) {
                if (event.type(i) != AuditMessageType.EOE && isFirst(event, i)) {
                    recordsLike(event, i, known);
                }
            }
        }
        json.endLine();
    }

    private void marks(AuditEvent event) {
        if (event.state() != AuditEventState.COMPLETE) {
            json.text(STATE, states[event.state().ordinal()]);
        }
        if (event.isLate()) {
            json.name(LATE).value(true);
        }
        if (event.droppedRecords() > 0) {
            json.number(DROPPED, event.droppedRecords());
        }
    }

    private static boolean isFirst(AuditEvent event, int number) {
        for (int i = 0; i < number; i++) {
            if (event.type(i) == event.type(number)) {
                return false;
            }
        }
        return true;
    }

    private void recordsLike(AuditEvent event, int first, @Nullable ProcessInfo known) {
        int type = event.type(first);
        event.read(first, record);
        json.name(name(type));
        switch (type) {
            case AuditMessageType.SYSCALL -> records.write(record,
                    known != null && record.number(FieldName.PID, known.pid()) == known.pid() ? known : null);
            case AuditMessageType.CWD -> records.write(record);
            case AuditMessageType.EXECVE -> records.writeExecve(event, record);
            case AuditMessageType.PROCTITLE -> records.writeTitle(record);
            default -> {
                json.beginArray();
                for (int i = first; i < event.size(); i++) {
                    if (event.type(i) == type) {
                        records.write(event.read(i, record));
                    }
                }
                json.endArray();
            }
        }
    }

    private JsonName name(int type) {
        if (type < 0 || type >= MOST_TYPES) {
            return JsonName.of(AuditMessageType.name(type));
        }
        JsonName name = types[type];
        if (name == null) {
            name = JsonName.of(AuditMessageType.name(type));
            types[type] = name;
        }
        return name;
    }

    private void loss(AuditLossEvent loss) {
        json.name(LOSS).beginArray().beginObject();
        LossMembers.write(json, loss, LossMembers.FIRST_SERIAL, LossMembers.LAST_SERIAL);
        json.text("detail", loss.detail()).endObject().endArray();
    }
}
