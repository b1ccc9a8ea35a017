package io.github.nettyaudit.schema.otel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.schema.internal.document.MissingRecords;
import io.github.nettyaudit.schema.normalize.EventFields;
import io.github.nettyaudit.schema.normalize.EventIdentity;
import io.github.nettyaudit.schema.normalize.EventValue;
import io.github.nettyaudit.schema.normalize.FieldBytes;
import io.github.nettyaudit.schema.normalize.KnownField;
import io.github.nettyaudit.schema.normalize.NormalizedEvent;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.github.nettyaudit.schema.normalize.Outcome;
import io.github.nettyaudit.schema.normalize.SocketEndpoint;
import io.netty.buffer.ByteBuf;
import java.util.Locale;

/**
 * Writes events as messages {@code opentelemetry.proto.logs.v1.LogRecord}, without a length in front. They are binary and
 * no lines.
 *
 * <p>The body is the sentence that says what happened; the name of the event is {@code linux.audit.} and the action. The
 * host belongs to the resource, which is not the record's. Every field of every record is in an attribute: of a semantic
 * convention, or in {@code linux.audit.data}, {@code linux.audit.paths} or {@code linux.audit.socket}. Not thread-safe: one
 * instance per thread.
 */
public final class OtelLogEncoder implements EventEncoder {
    private static final byte[] PREFIX = "linux.audit.".getBytes(US_ASCII);
    private static final int INFO = 9;
    private static final int WARN = 13;
    private static final int ERROR = 17;
    private static final byte[] INFO_TEXT = "INFO".getBytes(US_ASCII);
    private static final byte[] WARN_TEXT = "WARN".getBytes(US_ASCII);
    private static final byte[] ERROR_TEXT = "ERROR".getBytes(US_ASCII);
    private static final FieldName OWNER = FieldName.of("ouid");
    private static final FieldName GROUP = FieldName.of("ogid");

    private final Normalizer normalizer;
    private final LogRecordWriter record = new LogRecordWriter();
    private final TextBuffer text = new TextBuffer();
    private final OtelProcess process = new OtelProcess(record);
    private final OtelData data = new OtelData(record);
    private final EventIdentity owner = new EventIdentity();

    /**
     * Creates an encoder.
     *
     * @param normalizer reads what the events mean; the encoder's alone
     */
    public OtelLogEncoder(Normalizer normalizer) {
        this.normalizer = normalizer;
    }

    @Override
    public void encode(AuditEvent event, EventContext context, ByteBuf out) {
        record.to(out).time(event.seconds(), event.milliseconds());
        if (event instanceof AuditLossEvent loss) {
            writeLoss(loss, context);
        } else if (event.size() == 0) {
            record.severity(WARN, WARN_TEXT);
            record.eventName(PREFIX, "unknown");
            writeBody("an event without a record");
            writeId(event, context);
        } else {
            write(normalizer.normalize(event), context);
        }
    }

    private void write(NormalizedEvent meaning, EventContext context) {
        AuditEvent event = meaning.event();
        EventFields fields = meaning.fields();
        String missing = MissingRecords.reason(event);
        if (meaning.rule().kind().equals("alert")) {
            record.severity(ERROR, ERROR_TEXT);
        } else if (missing != null || meaning.decision() == Outcome.FAILURE) {
            record.severity(WARN, WARN_TEXT);
        } else {
            record.severity(INFO, INFO_TEXT);
        }
        String action = meaning.rule().action();
        record.eventName(PREFIX, action.isEmpty() ? "event" : action);
        text.clear();
        meaning.appendSentence(text);
        record.body(text.array(), 0, text.length());
        writeId(event, context);
        record.text(AttributeName.TYPE, AuditMessageType.name(fields.record(meaning.typeRecord()).type()));
        record.number(AttributeName.SERIAL, event.serial());
        record.text(AttributeName.OUTCOME, word(meaning.outcome()));
        if (event.state() != AuditEventState.COMPLETE) {
            record.text(AttributeName.STATE, word(event.state()));
        }
        if (missing != null) {
            record.text(AttributeName.MISSING, missing);
        }
        data.writeKeys(fields);
        writeUsers(meaning);
        process.write(fields, context.process());
        writeFile(meaning);
        writeNetwork(meaning);
        data.write(fields);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private void writeBody(String words) {
        byte[] bytes = words.getBytes(UTF_8);
        record.body(bytes, 0, bytes.length);
    }

    private void writeId(AuditEvent event, EventContext context) {
        text.clear();
        String host = event.node() != null ? event.node() : context.hostName();
        if (host != null) {
            text.append(host).append('/');
        }
        text.appendDecimal(event.seconds()).append('.');
        for (int limit = 100; limit > event.milliseconds() && limit > 1; limit /= 10) {
            text.append('0');
        }
        text.appendDecimal(event.milliseconds()).append(':').appendDecimal(event.serial());
        record.text(AttributeName.UID, text.array(), 0, text.length());
    }

    private void writeUsers(NormalizedEvent meaning) {
        write(AttributeName.USER_ID, meaning.user().id());
        write(AttributeName.USER_NAME, meaning.user().name());
        write(AttributeName.LOGIN_USER_ID, meaning.auditUser().id());
        write(AttributeName.LOGIN_USER_NAME, meaning.auditUser().name());
        write(AttributeName.SESSION, meaning.session());
        meaning.fields().useMain(KnownField.AUID);
        meaning.fields().useMain(KnownField.SES);
    }

    private void writeFile(NormalizedEvent meaning) {
        int path = meaning.pathRecord();
        if (path < 0) {
            return;
        }
        EventFields fields = meaning.fields();
        write(fields, fields.find(path, FieldName.NAME), AttributeName.FILE_PATH);
        write(fields, fields.find(path, FieldName.INODE), AttributeName.FILE_INODE);
        int mode = fields.octal(fields.find(path, FieldName.MODE));
        if (mode >= 0) {
            text.clear().appendOctal(mode & 07777, 4);
            record.text(AttributeName.FILE_MODE, text.array(), 0, text.length());
        }
        writeOwner(fields, fields.find(path, OWNER), AttributeName.FILE_OWNER_ID, AttributeName.FILE_OWNER_NAME);
        writeOwner(fields, fields.find(path, GROUP), AttributeName.FILE_GROUP_ID, AttributeName.FILE_GROUP_NAME);
    }

    private void writeOwner(EventFields fields, long reference, AttributeName id, AttributeName name) {
        if (reference != EventFields.NONE) {
            owner.setField(fields, reference);
            write(id, owner.id());
            write(name, owner.name());
        }
    }

    private void writeNetwork(NormalizedEvent meaning) {
        SocketEndpoint socket = meaning.socket();
        if (meaning.sourceAddress().isPresent()) {
            write(AttributeName.SOURCE_ADDRESS, meaning.sourceAddress());
        } else if (meaning.isIngress() || meaning.isEgress()) {
            boolean isSource = meaning.isIngress();
            EventValue address = socket.address().isPresent() ? socket.address() : socket.path();
            write(isSource ? AttributeName.SOURCE_ADDRESS : AttributeName.DESTINATION_ADDRESS, address);
            long port = number(socket.port());
            if (port >= 0 && socket.address().isPresent()) {
                record.number(isSource ? AttributeName.SOURCE_PORT : AttributeName.DESTINATION_PORT, port);
            }
        }
    }

    private static long number(EventValue digits) {
        long number = digits.isPresent() && digits.length() <= 5 ? 0 : -1;
        for (int i = 0; i < digits.length() && number >= 0; i++) {
            int digit = digits.array()[i] - '0';
            number = digit < 0 || digit > 9 ? -1 : number * 10 + digit;
        }
        return number;
    }

    private void write(EventFields fields, long reference, AttributeName name) {
        if (reference != EventFields.NONE && !fields.isAbsent(reference)) {
            FieldBytes value = fields.bytes(reference);
            record.text(name, value.array(), value.start(), value.length());
        }
    }

    private void write(AttributeName name, EventValue value) {
        if (value.isPresent()) {
            record.text(name, value.array(), 0, value.length());
        }
    }

    private void writeLoss(AuditLossEvent loss, EventContext context) {
        record.severity(WARN, WARN_TEXT);
        record.eventName(PREFIX, "lost-" + loss.kind().unit());
        writeBody(loss.detail());
        writeId(loss, context);
        record.text(AttributeName.LOSS_KIND, word(loss.kind()));
        record.text(AttributeName.LOSS_UNIT, loss.kind().unit());
        known(AttributeName.LOSS_COUNT, loss.count());
        known(AttributeName.LOSS_FIRST, loss.firstSerial());
        known(AttributeName.LOSS_LAST, loss.lastSerial());
        known(AttributeName.LOSS_KERNEL, loss.kernelLost());
    }

    private void known(AttributeName name, long number) {
        if (number != AuditLossEvent.UNKNOWN) {
            record.number(name, number);
        }
    }
}
