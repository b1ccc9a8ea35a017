package io.github.nettyaudit.daemon.sink.syslog;

import io.github.nettyaudit.daemon.sink.SinkResult;
import java.util.concurrent.CompletableFuture;

/** A batch between its send and its answer. Confined to the loop, but for the answer. */
final class SentBatch {
    private final EncodedBatch messages;
    private final CompletableFuture<SinkResult> answer = new CompletableFuture<>();
    /** Whether the kernel of this host has all of it. */
    boolean isFlushed;
    /** The number of bytes of the connection that are to be acknowledged; -1 if it is not known yet. */
    long target = -1;

    SentBatch(EncodedBatch messages) {
        this.messages = messages;
    }

    EncodedBatch messages() {
        return messages;
    }

    CompletableFuture<SinkResult> answer() {
        return answer;
    }

    void accept() {
        answer.complete(messages.result());
    }

    void fail(String cause) {
        answer.complete(SinkResult.tryAgain(cause));
    }
}
