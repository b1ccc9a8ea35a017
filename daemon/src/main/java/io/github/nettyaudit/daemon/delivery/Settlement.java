package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.daemon.delivery.PendingBatch.State;
import io.github.nettyaudit.daemon.sink.SinkOutcome;
import io.github.nettyaudit.daemon.sink.SinkResult;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Says what the answer of a sink means for a batch: which documents are done, and which are sent again. */
final class Settlement {
    private final DeadLetters deadLetters;
    private final DeliveryCounters counters;
    private final boolean inOrder;

    Settlement(DeadLetters deadLetters, DeliveryCounters counters, boolean inOrder) {
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.inOrder = inOrder;
    }

    /** Settles the open documents of a batch; those that are left open are to be sent again. */
    void settle(PendingBatch batch, SinkResult result) {
        int size = batch.openSize();
        int[] again = new int[size];
        int count = 0;
        String firstCause = "";
        for (int i = 0; i < size; i++) {
            String cause = settle(batch, i, result);
            // in order, what follows a failed document follows it again
            boolean follows = count > 0 && inOrder && result.outcome(i) == SinkOutcome.ACCEPTED;
            if (cause != null || follows) {
                firstCause = count == 0 && cause != null ? cause : firstCause;
                again[count++] = i;
            }
        }
        batch.keepOpen(Arrays.copyOf(again, count));
        if (batch.state != State.DONE) {
            counters.addRetry();
            counters.failed(firstCause);
        }
    }

    /** Returns why a document is to be sent again; {@code null} if it is done. */
    private @Nullable String settle(PendingBatch batch, int index, SinkResult result) {
        SinkOutcome outcome = result.outcome(index);
        if (outcome == SinkOutcome.ACCEPTED) {
            counters.addDocument(batch.documentLength(index));
            return null;
        }
        String reason = result.reason(index);
        return outcome == SinkOutcome.REFUSED ? bury(batch, index, reason) : reason;
    }

    /** Keeps a document that the sink refuses; returns why that failed, or {@code null}. */
    private @Nullable String bury(PendingBatch batch, int index, String reason) {
        try {
            if (deadLetters.write(batch.entry(index), reason)) {
                counters.addDeadLetter();
            } else {
                counters.addDiscarded();
            }
        } catch (IOException e) {
            return "the dead-letter file cannot be written: " + SendWindow.words(e);
        }
        counters.addRefused();
        counters.failed("a document is refused: " + reason);
        batch.markRefused(index);
        return null;
    }
}
