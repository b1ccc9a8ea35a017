package io.github.nettyaudit.server.sink.elasticsearch;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.server.http.HttpReply;
import io.github.nettyaudit.server.http.SplitSend;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Sends one batch, and reads what the server says of each document. */
final class BulkSend extends SplitSend {
    private static final int TOO_LARGE = 413;

    private final ElasticsearchSink sink;

    BulkSend(ElasticsearchSink sink, SinkBatch batch) {
        super(batch, sink.limit(), sink.gate());
        this.sink = sink;
    }

    @Override
    protected CompletableFuture<HttpReply> request(SinkBatch documents, int first, int end) {
        return sink.post(documents, first, end);
    }

    @Override
    protected void take(int first, int end, HttpReply reply) {
        if (reply.isSuccess()) {
            takeItems(first, end, reply);
        } else if (reply.status() == TOO_LARGE) {
            divide(first, end, true, ServerWords.of(reply));
        } else {
            keepBack(reply);
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
                result().refuse(first + i, item.words());
            } else if (outcome == SinkOutcome.TRY_AGAIN) {
                again = item.words();
                result().tryAgain(first + i, again);
            }
        }
        if (again == null) {
            next(end);
        } else {
            tryAgainFrom(end, again);
        }
    }
}
