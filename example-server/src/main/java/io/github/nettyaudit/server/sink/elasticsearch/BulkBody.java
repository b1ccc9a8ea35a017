package io.github.nettyaudit.server.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Makes the bodies of requests: for each document a line that says to create it under its id, and its own line. In a data
 * stream a document begins with its time. Not thread-safe.
 */
final class BulkBody {
    /** The length of the line that precedes a document, about. */
    static final int ACTION_LENGTH = 100;
    /** The longest id that the servers take, in bytes. */
    private static final int LONGEST_ID = 512;
    private static final byte[] TIMESTAMP = "{\"@timestamp\":".getBytes(US_ASCII);

    private final BulkTarget target;
    private final JsonWriter json = new JsonWriter();

    BulkBody(BulkTarget target) {
        this.target = target;
    }

    /** The body for the documents from one to before another; a pooled heap buffer, which is the caller's. */
    ByteBuf make(SinkBatch batch, int first, int end) {
        ByteBuf body = PooledByteBufAllocator.DEFAULT.heapBuffer(
                batch.end(end - 1) - batch.start(first) + (end - first) * ACTION_LENGTH);
        for (int document = first; document < end; document++) {
            json.to(body).beginObject().name("create").beginObject();
            if (!target.name().isFixed()) {
                json.text("_index", target.name().of(batch.time(document)));
            }
            json.text("_id", id(batch.documentId(document))).endObject().endLine();
            append(body, batch, document);
        }
        return body;
    }

    private void append(ByteBuf body, SinkBatch batch, int document) {
        ByteBuf line = batch.document(document);
        if (target.isDataStream() && !startsWithTime(line)) {
            body.writeBytes(TIMESTAMP).writeByte('"');
            body.writeCharSequence(DateTimeFormatter.ISO_INSTANT.format(batch.time(document)), US_ASCII);
            body.writeByte('"').writeByte(',').writeBytes(line.skipBytes(1));
        } else {
            body.writeBytes(line);
        }
    }

    private static boolean startsWithTime(ByteBuf line) {
        for (int i = 0; i < TIMESTAMP.length; i++) {
            if (i >= line.readableBytes() || line.getByte(line.readerIndex() + i) != TIMESTAMP[i]) {
                return false;
            }
        }
        return true;
    }

    /** The id itself; a digest of it if it is too long for the servers. */
    static String id(String documentId) {
        if (documentId.length() <= LONGEST_ID / 4 || documentId.getBytes(UTF_8).length <= LONGEST_ID) {
            return documentId;
        }
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(documentId.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }
}
