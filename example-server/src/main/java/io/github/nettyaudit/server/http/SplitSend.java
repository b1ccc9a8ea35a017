package io.github.nettyaudit.server.http;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends one batch, in requests one after the other, none larger than the server takes. It has a reference to the batch for
 * as long as it reads it. After a failure nothing more of the batch is sent.
 */
public abstract class SplitSend {
    private final SinkBatch batch;
    private final SizeLimit limit;
    private final RetryGate gate;
    private final SinkResult.Builder result;
    private final CompletableFuture<SinkResult> answer = new CompletableFuture<>();

    /**
     * Creates what sends a batch.
     *
     * @param batch the documents; retained
     * @param limit the largest request
     * @param gate  keeps requests back
     */
    protected SplitSend(SinkBatch batch, SizeLimit limit, RetryGate gate) {
        this.batch = batch.retain();
        this.limit = limit;
        this.gate = gate;
        result = SinkResult.of(batch.size());
    }

    /**
     * Sends documents in one request.
     *
     * @param documents the batch
     * @param first     the first document
     * @param end       the one after the last
     * @return completed with the answer
     */
    protected abstract CompletableFuture<HttpReply> request(SinkBatch documents, int first, int end);

    /**
     * Takes the answer to a request, and calls one of {@link #next}, {@link #divide} and {@link #tryAgainFrom}.
     *
     * @param first the first document of the request
     * @param end   the one after the last
     * @param reply the answer
     */
    protected abstract void take(int first, int end, HttpReply reply);

    /**
     * Sends the batch.
     *
     * @return what became of it; cancelling it ends the request
     */
    public CompletableFuture<SinkResult> start() {
        send(0, batch.size());
        return answer;
    }

    /** Sends documents from one on, at most this many in the first request. */
    private void send(int first, int most) {
        if (answer.isDone()) {
            batch.release(); // nobody waits for it any more
            return;
        }
        String closed = gate.closed();
        if (closed != null) {
            tryAgainFrom(first, closed);
            return;
        }
        int end = limit.end(batch, first, most);
        CompletableFuture<HttpReply> request;
        try {
            request = request(batch, first, end);
        } catch (RuntimeException e) {
            tryAgainFrom(first, "the request cannot be made: " + e);
            return;
        }
        answer.whenComplete((all, failure) -> request.cancel(false));
        request.whenComplete((reply, failure) -> takeSafely(first, end, reply, failure));
    }

    private void takeSafely(int first, int end, @Nullable HttpReply reply, @Nullable Throwable failure) {
        if (reply == null) {
            tryAgainFrom(first, failure == null || failure.getMessage() == null ? String.valueOf(failure)
                    : failure.getMessage());
            return;
        }
        try {
            take(first, end, reply);
        } catch (RuntimeException e) {
            tryAgainFrom(first, "the answer of the server cannot be read: " + e);
        }
    }

    /**
     * Returns the result of the batch so far, to which outcomes of documents are added.
     *
     * @return the builder; all documents are accepted that it does not name
     */
    protected final SinkResult.Builder result() {
        return result;
    }

    /**
     * Keeps requests back for as long as the server has asked to.
     *
     * @param reply the answer
     */
    protected final void keepBack(HttpReply reply) {
        gate.take(reply);
    }

    /**
     * Sends the documents that follow a request, if there are any.
     *
     * @param end the one after the last of the request
     */
    protected final void next(int end) {
        if (end < batch.size()) {
            send(end, batch.size());
        } else {
            finish();
        }
    }

    /**
     * Sends a request again in halves, because it is too large, or to find the document that it is refused for. A single
     * document is refused for good.
     *
     * @param first    the first document of the request
     * @param end      the one after the last
     * @param isBySize whether the size is the reason, and is remembered
     * @param reason   why
     */
    protected final void divide(int first, int end, boolean isBySize, String reason) {
        if (end - first > 1) {
            if (isBySize) {
                limit.lower(batch, first, end);
            }
            send(first, (end - first) / 2);
        } else {
            result.refuse(first, reason);
            next(end);
        }
    }

    /**
     * Ends the batch: documents are to be sent again.
     *
     * @param first the first one; all that follow it too
     * @param cause why
     */
    protected final void tryAgainFrom(int first, String cause) {
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
