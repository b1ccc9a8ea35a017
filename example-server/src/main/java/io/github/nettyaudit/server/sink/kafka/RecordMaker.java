package io.github.nettyaudit.server.sink.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.server.sink.kafka.KafkaSettings.Timestamp;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/**
 * Makes the records of documents. The key is the host, so that the events of a host are in one partition, in order; the
 * value is the document without its newline; the header {@value #EVENT_ID} is what the document is known by when it
 * comes twice. Not thread-safe.
 */
final class RecordMaker {
    static final String EVENT_ID = "event-id";
    static final String CONTENT_TYPE = "content-type";

    private static final Header JSON = new RecordHeader(CONTENT_TYPE, "application/json".getBytes(UTF_8));
    private static final Header TEXT = new RecordHeader(CONTENT_TYPE, "text/plain; charset=utf-8".getBytes(UTF_8));

    private final String topic;
    private final Timestamp timestamp;
    private String keyHost = "";
    private byte[] key = {};

    RecordMaker(String topic, Timestamp timestamp) {
        this.topic = topic;
        this.timestamp = timestamp;
    }

    ProducerRecord<byte[], byte[]> make(SinkBatch batch, int document) {
        ByteBuf line = batch.document(document);
        byte[] value = new byte[lengthWithoutNewline(line)];
        line.getBytes(line.readerIndex(), value);
        Long time = timestamp == Timestamp.SENT ? null : batch.time(document).toEpochMilli();
        Header id = new RecordHeader(EVENT_ID, batch.documentId(document).getBytes(UTF_8));
        boolean isJson = value.length > 0 && value[0] == '{';
        return new ProducerRecord<>(topic, null, time, key(batch.host(document)), value,
                List.of(id, isJson ? JSON : TEXT));
    }

    private static int lengthWithoutNewline(ByteBuf line) {
        int length = line.readableBytes();
        return length > 0 && line.getByte(line.writerIndex() - 1) == '\n' ? length - 1 : length;
    }

    /** An empty key for events of an unknown host: without a key they would be spread over the partitions. */
    private byte[] key(@Nullable String host) {
        String name = host == null ? "" : host;
        if (!name.equals(keyHost)) {
            keyHost = name;
            key = name.getBytes(UTF_8);
        }
        return key;
    }
}
