package io.github.nettyaudit.schema.otel;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages {@code opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest}: log records, by the host that they
 * are of. The resource has {@code service.name} and {@code host.name}; the scope names this library. Not thread-safe.
 */
public final class OtelLogsRequest {
    private static final String SCOPE = "io.github.nettyaudit";
    /** The semantic conventions that the attributes follow. */
    private static final String SCHEMA_URL = "https://opentelemetry.io/schemas/1.44.0";
    // fields of ExportLogsServiceRequest, ResourceLogs, ScopeLogs and LogRecord
    private static final int RESOURCE_LOGS = 1 << 3 | 2;
    private static final int RESOURCE = 1 << 3 | 2;
    private static final int SCOPE_LOGS = 2 << 3 | 2;
    private static final int SCHEMA = 3 << 3 | 2;
    private static final int SCOPE_FIELD = 1 << 3 | 2;
    private static final int LOG_RECORD = 2 << 3 | 2;
    private static final int OBSERVED_TIME = 11 << 3 | 1;
    private static final int OBSERVED_LENGTH = 1 + Long.BYTES;

    private final byte[] serviceName;
    private final byte[] scope;
    private final byte[] schemaUrl = SCHEMA_URL.getBytes(UTF_8);
    private final ByteBuf records = Unpooled.buffer();
    private final ByteBuf resource = Unpooled.buffer();
    private final ByteBuf record = Unpooled.buffer();
    private final LogRecordWriter writer = new LogRecordWriter();
    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private @Nullable String host;
    private boolean hasRecords;

    /**
     * Creates a writer.
     *
     * @param serviceName the value of {@code service.name}
     * @param version     the version of this program; {@code null} if it is not known
     */
    public OtelLogsRequest(String serviceName, @Nullable String version) {
        this.serviceName = serviceName.getBytes(UTF_8);
        ByteBuf name = Unpooled.buffer();
        text(name, 1 << 3 | 2, SCOPE.getBytes(UTF_8));
        if (version != null) {
            text(name, 2 << 3 | 2, version.getBytes(UTF_8));
        }
        scope = new byte[name.readableBytes()];
        name.readBytes(scope);
    }

    /**
     * Begins a message.
     *
     * @param target gets the message; stays the caller's
     */
    public void begin(ByteBuf target) {
        out = target;
        records.clear();
        hasRecords = false;
    }

    /**
     * Adds a log record.
     *
     * @param ofHost        the host on which the event happened; {@code null} if it is not known
     * @param document      what {@link OtelLogEncoder} wrote
     * @param observedNanos when the record was seen, in nanoseconds since 1970
     */
    public void add(@Nullable String ofHost, ByteBuf document, long observedNanos) {
        beginRecord(ofHost, document.readableBytes() + OBSERVED_LENGTH);
        records.writeBytes(document, document.readerIndex(), document.readableBytes());
        records.writeByte(OBSERVED_TIME).writeLongLE(observedNanos);
    }

    /**
     * Adds a document of another format as the body of a log record.
     *
     * @param ofHost        the host on which the event happened; {@code null} if it is not known
     * @param line          the document; a newline at its end is left out
     * @param seconds       the time of the event, in seconds since 1970
     * @param milliseconds  the milliseconds within the second
     * @param uid           the id of the event
     * @param observedNanos when the record was seen, in nanoseconds since 1970
     */
    public void addText(@Nullable String ofHost, ByteBuf line, long seconds, int milliseconds, String uid,
            long observedNanos) {
        int length = line.readableBytes();
        if (length > 0 && line.getByte(line.readerIndex() + length - 1) == '\n') {
            length--;
        }
        byte[] text = new byte[length];
        line.getBytes(line.readerIndex(), text);
        record.clear();
        writer.to(record).time(seconds, milliseconds);
        writer.body(text, 0, length);
        writer.text(AttributeName.UID, uid);
        add(ofHost, record, observedNanos);
    }

    private void beginRecord(@Nullable String ofHost, int length) {
        if (hasRecords && (ofHost == null ? host != null : !ofHost.equals(host))) {
            flush();
        }
        host = ofHost;
        hasRecords = true;
        records.writeByte(LOG_RECORD);
        Protobuf.varint(records, length);
    }

    /** Ends the message. */
    public void end() {
        if (hasRecords) {
            flush();
        }
        out = Unpooled.EMPTY_BUFFER;
    }

    /** Writes the records of one host. */
    private void flush() {
        resource.clear();
        attribute("service.name".getBytes(UTF_8), serviceName);
        if (host != null) {
            attribute("host.name".getBytes(UTF_8), host.getBytes(UTF_8));
        }
        int scopeLogs = 1 + Protobuf.sized(scope.length) + records.readableBytes() + 1 + Protobuf.sized(schemaUrl.length);
        int all = 1 + Protobuf.sized(resource.readableBytes()) + 1 + Protobuf.sized(scopeLogs);
        out.writeByte(RESOURCE_LOGS);
        Protobuf.varint(out, all);
        out.writeByte(RESOURCE);
        Protobuf.varint(out, resource.readableBytes());
        out.writeBytes(resource).writeByte(SCOPE_LOGS);
        Protobuf.varint(out, scopeLogs);
        text(out, SCOPE_FIELD, scope);
        out.writeBytes(records);
        text(out, SCHEMA, schemaUrl);
        records.clear();
        hasRecords = false;
    }

    /** Adds an attribute to the resource. */
    private void attribute(byte[] name, byte[] value) {
        int any = 1 + Protobuf.sized(value.length);
        resource.writeByte(RESOURCE);
        Protobuf.varint(resource, 1 + Protobuf.sized(name.length) + 1 + Protobuf.sized(any));
        text(resource, Protobuf.KEY, name);
        resource.writeByte(Protobuf.VALUE);
        Protobuf.varint(resource, any);
        text(resource, Protobuf.STRING, value);
    }

    private static void text(ByteBuf target, int tag, byte[] bytes) {
        target.writeByte(tag);
        Protobuf.varint(target, bytes.length);
        target.writeBytes(bytes);
    }
}
