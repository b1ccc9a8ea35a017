package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkBatchBuilder;
import io.github.nettyaudit.server.sink.Documents;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.logs.v1.LogRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/** Batches of log records, made by the official classes, and what of a request is in them. */
final class OtlpDocuments {
    private OtlpDocuments() {
    }

    static SinkBatch batch(String host, long first, int size) {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (long i = first; i < first + size; i++) {
            builder.buffer().writeBytes(record(host, i).toByteArray());
            builder.add(Documents.origin(host, i));
        }
        return builder.build();
    }

    static LogRecord record(String host, long number) {
        return LogRecord.newBuilder().setTimeUnixNano(number + 1).setBody(text("something was done ".repeat(5)))
                .addAttributes(KeyValue.newBuilder().setKey("log.record.uid")
                        .setValue(text(Documents.origin(host, number).documentId()))).build();
    }

    private static AnyValue text(String text) {
        return AnyValue.newBuilder().setStringValue(text).build();
    }

    static List<LogRecord> records(ExportLogsServiceRequest request) {
        List<LogRecord> records = new ArrayList<>();
        request.getResourceLogsList().forEach(host -> host.getScopeLogsList()
                .forEach(scope -> records.addAll(scope.getLogRecordsList())));
        return records;
    }

    static List<String> ids(ExportLogsServiceRequest request) {
        return records(request).stream().map(record -> record.getAttributes(0).getValue().getStringValue()).toList();
    }

    static List<String> ids(String host, long first, int size) {
        return LongStream.range(first, first + size).mapToObj(i -> Documents.origin(host, i).documentId()).toList();
    }
}
