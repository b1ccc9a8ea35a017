package io.github.nettyaudit.server.http;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import java.util.concurrent.atomic.AtomicLong;

/** The largest request that a server takes, as far as it is known. Thread-safe. */
public final class SizeLimit {
    /** A server that takes less than this takes nothing useful. */
    private static final long LEAST = 16 << 10;

    private final int overhead;
    private final AtomicLong bytes;

    /**
     * Creates a limit.
     *
     * @param bytes    the largest request, before compression
     * @param overhead what a document takes in a request beside its own bytes, about
     */
    public SizeLimit(long bytes, int overhead) {
        this.bytes = new AtomicLong(bytes);
        this.overhead = overhead;
    }

    /** Where a request ends that begins with a document and has at most so many; it has one at least. */
    int end(SinkBatch batch, int first, int most) {
        long limit = bytes.get();
        int end = first + 1;
        while (end < batch.size() && end - first < most && size(batch, first, end + 1) <= limit) {
            end++;
        }
        return end;
    }

    /** The server has not taken a request of these documents. */
    void lower(SinkBatch batch, int first, int end) {
        bytes.accumulateAndGet(Math.max(LEAST, size(batch, first, end) / 2), Math::min);
    }

    private long size(SinkBatch batch, int first, int end) {
        return batch.end(end - 1) - batch.start(first) + (long) (end - first) * overhead;
    }
}
