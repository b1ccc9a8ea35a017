package io.github.nettyaudit.server.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.daemon.sink.EventSink;
import io.github.nettyaudit.daemon.sink.SinkBatch;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Sends batches with four in flight, as a delivery does, and expects that each is accepted at the first attempt. */
public final class SinkWindow {
    private static final int IN_FLIGHT = 4;

    private final EventSink sink;
    private final ArrayDeque<CompletableFuture<SinkResult>> waiting = new ArrayDeque<>();

    public SinkWindow(EventSink sink) {
        this.sink = sink;
    }

    public void send(SinkBatch batch) throws Exception {
        if (waiting.size() == IN_FLIGHT) {
            expectAccepted();
        }
        waiting.add(answer(sink, batch));
    }

    public void finish() throws Exception {
        while (!waiting.isEmpty()) {
            expectAccepted();
        }
    }

    private void expectAccepted() throws Exception {
        SinkResult result = waiting.remove().get(60, TimeUnit.SECONDS);
        assertThat(result.isAccepted()).as(result.reason(0)).isTrue();
    }

    /** Sends a batch and releases it when it is answered. */
    public static CompletableFuture<SinkResult> answer(EventSink sink, SinkBatch batch) {
        CompletableFuture<SinkResult> answer = sink.send(batch).toCompletableFuture();
        answer.whenComplete((result, failure) -> batch.release());
        return answer;
    }
}
