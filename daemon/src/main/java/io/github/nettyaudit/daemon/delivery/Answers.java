package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.sink.SinkResult;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The answers of a sink, from any thread to the thread of the delivery. */
final class Answers {
    private final Queue<Answer> queue = new ConcurrentLinkedQueue<>();
    private final Runnable wakeUp;

    /** An answer to an attempt; either a result or a failure. */
    record Answer(PendingBatch batch, int attempt, @Nullable SinkResult result, @Nullable Throwable failure) {
    }

    Answers(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    void add(Answer answer) {
        queue.add(answer);
        wakeUp.run();
    }

    @Nullable Answer poll() {
        return queue.poll();
    }
}
