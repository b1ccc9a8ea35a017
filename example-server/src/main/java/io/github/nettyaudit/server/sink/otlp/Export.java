package io.github.nettyaudit.server.sink.otlp;

import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.server.http.HttpReply;
import io.github.nettyaudit.server.http.SplitSend;
import java.util.concurrent.CompletableFuture;

/** Sends one batch, and reads the message of a receiver that has taken a request. */
abstract class Export extends SplitSend {
    private final OtlpSink sink;

    Export(OtlpSink sink, SinkBatch batch) {
        super(batch, sink.limit(), sink.gate());
        this.sink = sink;
    }

    @Override
    protected CompletableFuture<HttpReply> request(SinkBatch documents, int first, int end) {
        return sink.export(documents, first, end);
    }

    OtlpSink sink() {
        return sink;
    }

    /**
     * The receiver has taken the request. It may have rejected some records, without saying which, and must not get them
     * again: then all of the request are refused, so that the dead letters have those.
     */
    void taken(int first, int end, byte[] body) {
        ExportReply reply = ExportReply.read(body);
        if (reply == null) {
            tryAgainFrom(first, "the receiver does not answer as OTLP does: check urls and protocol");
            return;
        }
        if (reply.rejected() > 0) {
            String reason = "the receiver has rejected " + reply.rejected() + " of the " + (end - first)
                    + " records of this request, and does not say which" + (reply.message().isEmpty() ? ""
                    : ": " + HttpReply.printable(reply.message()));
            for (int document = first; document < end; document++) {
                result().refuse(document, reason);
            }
        }
        next(end);
    }
}
