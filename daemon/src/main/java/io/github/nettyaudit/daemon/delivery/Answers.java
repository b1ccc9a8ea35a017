package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.sink.SinkResult;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The answers of a sink, from any thread to the thread of the delivery. An answer that lets the delivery do nothing new,
 * because the window has room and the sink took everything, does not wake the thread: each wake-up costs more than the
 * answer. The thread takes it when it is woken for something else, or soon after.
 */
final class Answers {
    private final Queue<Answer> queue = new ConcurrentLinkedQueue<>();
    private final Runnable wakeUp;
    private volatile boolean awaited = true;

    /** An answer to an attempt; either a result or a failure. */
    record Answer(PendingBatch batch, int attempt, @Nullable SinkResult result, @Nullable Throwable failure) {
    }

    Answers(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    void add(Answer answer) {
        queue.add(answer);
        SinkResult result = answer.result();
        if (awaited || result == null || !result.isAccepted()) {
            wakeUp.run();
        }
    }

    /**
     * Says, before the thread sleeps, whether each answer is to wake it.
     *
     * @return whether an answer is there already that is awaited
     */
    boolean await(boolean each) {
        awaited = each;
        return each && !queue.isEmpty();
    }

    @Nullable Answer poll() {
        return queue.poll();
    }
}
