package io.github.nettyaudit.daemon.sink.file;

import io.github.nettyaudit.daemon.internal.rotation.RotatedFile;
import io.github.nettyaudit.daemon.sink.BlockingEventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.io.IOException;
import java.time.Duration;

/** Appends documents to a file, on the thread of its delivery. A batch is divided where the file is replaced. */
final class FileSink extends BlockingEventSink {
    private final RotatedFile file;
    private final long syncNanos;
    private long synced = System.nanoTime();

    FileSink(String name, RotatedFile file, Duration sync) {
        super(name, true);
        this.file = file;
        syncNanos = sync.toNanos();
    }

    @Override
    protected SinkResult write(SinkBatch batch) throws IOException {
        int done = 0;
        try {
            while (done < batch.size()) {
                int end = fitting(batch, done, file.prepare());
                file.write(batch.content().slice(batch.start(done), batch.end(end - 1) - batch.start(done)));
                done = end;
            }
            if (System.nanoTime() - synced >= syncNanos) {
                sync();
            }
            return SinkResult.accepted();
        } catch (IOException e) {
            if (done == 0 || done == batch.size()) {
                throw e;
            }
            return acceptedFirst(batch, done, e);
        }
    }

    /** The end of the documents from one on that fit into a number of bytes; at least one. */
    private static int fitting(SinkBatch batch, int first, long room) {
        int end = first + 1;
        while (end < batch.size() && batch.end(end) - batch.start(first) <= room) {
            end++;
        }
        return end;
    }

    private static SinkResult acceptedFirst(SinkBatch batch, int accepted, IOException cause) {
        SinkResult.Builder result = SinkResult.of(batch.size());
        for (int i = accepted; i < batch.size(); i++) {
            result.tryAgain(i, String.valueOf(cause.getMessage()));
        }
        return result.build();
    }

    @Override
    protected void sync() throws IOException {
        file.sync();
        synced = System.nanoTime();
    }

    @Override
    protected void end() throws IOException {
        file.close();
    }
}
