package io.github.nettyaudit.server.sink.elasticsearch;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import io.github.nettyaudit.server.http.HttpReply;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends one batch, in requests one after the other, none larger than the server takes. It has a reference to the batch for
 * as long as it reads it.
 */
final class BulkSend {
    private static final int TOO_LARGE = 413;

    private final ElasticsearchSink sink;
    private final SinkBatch batch;
    private final SinkResult.Builder result;
    private final CompletableFuture<SinkResult> answer = new CompletableFuture<>();

    BulkSend(ElasticsearchSink sink, SinkBatch batch) {
        this.sink = sink;
        this.batch = batch.retain();
        result = SinkResult.of(batch.size());
    }

    CompletableFuture<SinkResult> start() {
        send(0, batch.size());
        return answer;
    }

    /** Sends documents from one on, at most this many in the first request. */
    private void send(int first, int most) {
        if (answer.isDone()) {
            batch.release(); // nobody waits for it any more
            return;
        }
        String closed = sink.gate().closed();
        if (closed != null) {
            tryAgainFrom(first, closed);
            return;
        }
        int end = fitting(first, most);
        CompletableFuture<HttpReply> request;
        try {
            request = sink.post(batch, first, end);
        } catch (RuntimeException e) {
            tryAgainFrom(first, "the request cannot be made: " + e);
            return;
        }
        answer.whenComplete((all, failure) -> request.cancel(false));
        request.whenComplete((reply, failure) -> {
            try {
                take(first, end, reply, failure);
            } catch (RuntimeException e) {
                tryAgainFrom(first, "the answer of the server cannot be read: " + e);
            }
        });
    }

    private int fitting(int first, int most) {
        long limit = sink.limit();
        int end = first + 1;
        while (end < batch.size() && end - first < most && size(first, end + 1) <= limit) {
            end++;
        }
        return end;
    }

    private long size(int first, int end) {
        return batch.end(end - 1) - batch.start(first) + (long) (end - first) * BulkBody.ACTION_LENGTH;
    }

    private void take(int first, int end, @Nullable HttpReply reply, @Nullable Throwable failure) {
        if (reply == null) {
            tryAgainFrom(first, failure == null || failure.getMessage() == null ? String.valueOf(failure)
                    : failure.getMessage());
        } else if (reply.isSuccess()) {
            takeItems(first, end, reply);
        } else if (reply.status() == TOO_LARGE && end - first > 1) {
            sink.lowerLimit(size(first, end) / 2);
            send(first, (end - first) / 2);
        } else if (reply.status() == TOO_LARGE) {
            result.refuse(first, ServerWords.of(reply));
            next(end);
        } else {
            sink.gate().take(reply);
            tryAgainFrom(first, ServerWords.of(reply));
        }
    }

    private void takeItems(int first, int end, HttpReply reply) {
        List<BulkItem> items;
        try {
            items = BulkReply.read(reply.body(), end - first);
        } catch (IOException e) {
            tryAgainFrom(first, "the server does not answer as Elasticsearch does, check urls: " + reply.text());
            return;
        }
        String again = null;
        for (int i = 0; i < items.size(); i++) {
            BulkItem item = items.get(i);
            SinkOutcome outcome = item.outcome();
            if (outcome == SinkOutcome.REFUSED) {
                result.refuse(first + i, item.words());
            } else if (outcome == SinkOutcome.TRY_AGAIN) {
                again = item.words();
                result.tryAgain(first + i, again);
            }
        }
        if (again == null) {
            next(end);
        } else {
            tryAgainFrom(end, again);
        }
    }

    private void next(int first) {
        if (first < batch.size()) {
            send(first, batch.size());
        } else {
            finish();
        }
    }

    /** Nothing more is sent: these are to be sent again. */
    private void tryAgainFrom(int first, String cause) {
        for (int document = first; document < batch.size(); document++) {
            result.tryAgain(document, cause);
        }
        finish();
    }

    private void finish() {
        batch.release();
        answer.complete(result.build());
    }
}
