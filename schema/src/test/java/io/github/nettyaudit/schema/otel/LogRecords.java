package io.github.nettyaudit.schema.otel;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLogReader;
import io.github.nettyaudit.codec.interpret.NameService;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.normalize.NormalizationTable;
import io.github.nettyaudit.schema.normalize.Normalizer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/** What the encoder writes, as the official classes read it. */
final class LogRecords {
    private LogRecords() {
    }

    static OtelLogEncoder encoder() {
        return new OtelLogEncoder(new Normalizer(NormalizationTable.builtIn(), NameService.NONE));
    }

    static LogRecord encode(AuditEvent event, EventContext context) {
        return encode(encoder(), event, context);
    }

    static LogRecord encode(OtelLogEncoder encoder, AuditEvent event, EventContext context) {
        ByteBuf out = Unpooled.buffer();
        encoder.encode(event, context, out);
        try {
            LogRecord record = LogRecord.parseFrom(ByteBufUtil.getBytes(out));
            assertThat(record.getUnknownFields().asMap()).isEmpty();
            return record;
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }

    static int read(byte[] log, EventContext context, BiConsumer<AuditEvent, LogRecord> to) {
        OtelLogEncoder encoder = encoder();
        int[] events = {0};
        try (AuditLogReader reader = new AuditLogReader(event -> {
            events[0]++;
            to.accept(event, encode(encoder, event, context));
            event.release();
        })) {
            reader.read(Unpooled.wrappedBuffer(log));
        }
        return events[0];
    }

    static List<LogRecord> of(String log, EventContext context) {
        List<LogRecord> records = new ArrayList<>();
        read(log.getBytes(StandardCharsets.UTF_8), context, (event, record) -> records.add(record));
        return records;
    }

    /** The attributes as text. No name may come twice. */
    static Map<String, String> attributes(LogRecord record) {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (KeyValue attribute : record.getAttributesList()) {
            assertThat(attributes.put(attribute.getKey(), text(attribute.getValue()))).as(attribute.getKey()).isNull();
        }
        return attributes;
    }

    private static String text(AnyValue value) {
        return switch (value.getValueCase()) {
            case STRING_VALUE -> value.getStringValue();
            case INT_VALUE -> String.valueOf(value.getIntValue());
            case ARRAY_VALUE -> value.getArrayValue().getValuesList().stream().map(LogRecords::text).toList().toString();
            case KVLIST_VALUE -> list(value).toString();
            case BYTES_VALUE -> "bytes " + ByteBufUtil.hexDump(value.getBytesValue().toByteArray());
            case VALUE_NOT_SET -> "nothing";
            default -> throw new AssertionError(value.getValueCase());
        };
    }

    private static Map<String, String> list(AnyValue value) {
        Map<String, String> members = new LinkedHashMap<>();
        for (KeyValue member : value.getKvlistValue().getValuesList()) {
            assertThat(members.put(member.getKey(), text(member.getValue()))).as(member.getKey()).isNull();
        }
        return members;
    }

    /** All values, a character for each byte. */
    static void collect(AnyValue value, Set<String> to) {
        switch (value.getValueCase()) {
            case STRING_VALUE -> to.add(latin(ByteString.copyFromUtf8(value.getStringValue())));
            case BYTES_VALUE -> to.add(latin(value.getBytesValue()));
            case INT_VALUE -> to.add(String.valueOf(value.getIntValue()));
            case ARRAY_VALUE -> value.getArrayValue().getValuesList().forEach(element -> collect(element, to));
            case KVLIST_VALUE -> value.getKvlistValue().getValuesList().forEach(member -> {
                to.add(member.getKey());
                collect(member.getValue(), to);
            });
            default -> {
                // no value
            }
        }
    }

    private static String latin(ByteString bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
