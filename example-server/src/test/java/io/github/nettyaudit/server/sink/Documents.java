package io.github.nettyaudit.server.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkBatchBuilder;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** Batches of documents for the tests. */
public final class Documents {
    /**
     * Now: a broker that starts forgets producers whose last record is older than a day, by the record's timestamp, and
     * then takes again what it has.
     */
    private static final long SECONDS = Instant.now().getEpochSecond();

    private Documents() {
    }

    /** Documents of these sequences, of one host. */
    public static SinkBatch batch(String host, long first, int size) {
        return batch(LongStream.range(first, first + size).mapToObj(sequence -> origin(host, sequence)).toList(), 100);
    }

    /** @param padding the length of the text in each document */
    public static SinkBatch batch(List<DocumentOrigin> origins, int padding) {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (DocumentOrigin origin : origins) {
            builder.buffer().writeCharSequence(json(origin, padding) + '\n', UTF_8);
            builder.add(origin);
        }
        return builder.build();
    }

    public static DocumentOrigin origin(String host, long sequence) {
        return new DocumentOrigin(sequence, host, SECONDS + sequence / 1000, (int) (sequence % 1000), sequence, true);
    }

    public static String json(DocumentOrigin origin, int padding) {
        return "{\"id\":\"" + origin.documentId() + "\",\"text\":\"" + "x".repeat(padding) + "\"}";
    }
}
