package io.github.nettyaudit.daemon.sink;

import java.nio.charset.StandardCharsets;

/** Batches for tests of sinks. */
public final class Batches {
    private Batches() {
    }

    /** A batch with a document for each line. */
    public static SinkBatch of(String... lines) {
        SinkBatchBuilder builder = new SinkBatchBuilder();
        for (String line : lines) {
            add(builder, line);
        }
        return builder.build();
    }

    static void add(SinkBatchBuilder builder, String line) {
        builder.buffer().writeCharSequence(line + '\n', StandardCharsets.UTF_8);
        builder.add(new DocumentOrigin(builder.size() + 1, "web1", 1000, 7, builder.size() + 1, true));
    }
}
