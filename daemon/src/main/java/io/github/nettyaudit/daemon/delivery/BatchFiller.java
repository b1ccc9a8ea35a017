package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.daemon.sink.SinkBatchBuilder;
import io.github.nettyaudit.schema.EventContext;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Reads the log, filters, and encodes: makes batches. Whatever is wrong with an event, the next one is read. */
final class BatchFiller {
    private final EventLogReader reader;
    private final DeliveryPlan plan;
    private final DeadLetters deadLetters;
    private final DeliveryCounters counters;
    private final Backoff letterPauses;
    private final long batchDelay;
    private final SinkBatchBuilder builder;
    private final ArrayDeque<EntryBytes> freeEntries = new ArrayDeque<>();
    private EntryBytes entries = new EntryBytes();
    private long handled;
    private long oldestMillis;
    private long deadline;
    private boolean atEnd;
    private @Nullable Letter stuck;
    private long stuckUntil;

    /** A dead letter that could not be written yet. Nothing is read until it is. */
    private record Letter(ByteBuf entry, String reason, long nextSequence) {
    }

    BatchFiller(EventLogReader reader, DeliveryPlan plan, DeadLetters deadLetters, DeliveryCounters counters,
            Backoff letterPauses) {
        this.reader = reader;
        this.plan = plan;
        this.deadLetters = deadLetters;
        this.counters = counters;
        this.letterPauses = letterPauses;
        batchDelay = plan.options().batchDelay().toNanos();
        builder = new SinkBatchBuilder(2 * plan.options().batchBytes());
        handled = reader.position();
    }

    /** The position after everything that was read and is in a batch, or needs none. */
    long handled() {
        return handled;
    }

    boolean isEmpty() {
        return builder.size() == 0;
    }

    long oldestMillis() {
        return isEmpty() ? 0 : oldestMillis;
    }

    /** Whether the end of the log was reached by the last call of {@link #fill}. */
    boolean isAtEnd() {
        return atEnd;
    }

    private boolean isFull() {
        return builder.size() >= plan.options().batchDocuments() || builder.bytes() >= plan.options().batchBytes();
    }

    /** Reads until the batch is full or the log has no more. */
    void fill(long now) throws IOException {
        atEnd = false;
        while (!isFull() && writeStuckLetter(now)) {
            LogItem item = reader.poll();
            if (item == null) {
                atEnd = true;
                return;
            }
            boolean isFirst = isEmpty();
            if (item instanceof LogEntry entry) {
                add(entry, now);
            } else if (item instanceof LogGap gap) {
                add(gap);
            }
            if (isFirst && !isEmpty()) {
                deadline = now + batchDelay;
            }
        }
    }

    /** Whether the batch is to be sent: it is full, or has waited for long enough. */
    boolean isReady(long now, boolean hurry) {
        return !isEmpty() && (hurry || isFull() || now - deadline >= 0);
    }

    PendingBatch take() {
        PendingBatch batch = new PendingBatch(builder.build(), entries, handled, oldestMillis);
        EntryBytes free = freeEntries.poll();
        entries = free == null ? new EntryBytes() : free;
        return batch;
    }

    /** Takes back what a batch had beside its documents. */
    void recycle(PendingBatch batch) {
        batch.release();
        EntryBytes used = batch.entries();
        used.clear();
        if (freeEntries.size() < plan.options().inFlight() && used.capacity() <= 2 * plan.options().batchBytes()) {
            freeEntries.add(used);
        }
    }

    /** Begins again where the reader is. */
    void restart() {
        builder.clear();
        entries.clear();
        stuck = null;
        handled = reader.position();
    }

    /** How long nothing happens by itself, in nanoseconds. */
    long nextStep(long now) {
        long wait = isEmpty() ? Long.MAX_VALUE : deadline - now;
        return stuck == null ? wait : Math.min(wait, stuckUntil - now);
    }

    private void add(LogEntry entry, long now) {
        AuditEvent event;
        try {
            event = plan.decoder().decode(entry.content());
        } catch (Exception e) {
            counters.addDamaged();
            lose(entry.sequence(), entry.timeMillis(), 1, "an entry of the log is damaged: " + SendWindow.words(e));
            bury(entry, "it is damaged: " + SendWindow.words(e), now);
            return;
        }
        try {
            add(entry, event, plan.decoder().context(), now);
        } finally {
            event.release();
        }
    }

    private void add(LogEntry entry, AuditEvent event, EventContext context, long now) {
        if (!(event instanceof AuditLossEvent) && !passes(event, context)) {
            counters.addFiltered();
        } else {
            String failure = encode(entry.sequence(), entry.timeMillis(), event, context);
            if (failure != null) {
                counters.addNotEncoded();
                bury(entry, "it cannot be encoded: " + failure, now);
                return;
            }
            entries.add(entry.content());
        }
        handled = entry.nextSequence();
    }

    private boolean passes(AuditEvent event, EventContext context) {
        try {
            return plan.filter().test(event, context);
        } catch (RuntimeException | StackOverflowError e) {
            counters.failed("the filter failed, and the event is delivered: " + e);
            return true;
        }
    }

    /** Returns why it failed, or null. */
    private @Nullable String encode(long sequence, long timeMillis, AuditEvent event, EventContext context) {
        boolean isFirst = isEmpty();
        try {
            plan.encoder().encode(event, context, builder.buffer());
            AuditEventState state = event.state();
            String node = event.node();
            builder.add(new DocumentOrigin(sequence, node == null ? context.hostName() : node, event.seconds(),
                    event.milliseconds(), event.serial(), !event.isLate() && state != AuditEventState.LOSS
                    && state != AuditEventState.UNPARSEABLE));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            // not thrown on: the event was read, and nothing would say that it is missing
            builder.discard();
            counters.failed("an event cannot be encoded: " + e);
            return e.toString();
        }
        if (isFirst) {
            oldestMillis = timeMillis;
        }
        return null;
    }

    private void add(LogGap gap) {
        counters.addLost(gap.count());
        lose(gap.first(), gap.timeMillis(), gap.count(), "events " + gap.first() + " to " + gap.last()
                + " of the log were lost: " + gap.reason());
        handled = gap.nextSequence();
    }

    private void lose(long sequence, long timeMillis, long count, String detail) {
        Instant time = Instant.ofEpochMilli(timeMillis);
        AuditLossEvent loss = AuditLossEvent.of(AuditLossKind.DISCARDED, time, count, detail);
        try {
            String failure = encode(sequence, timeMillis, loss, plan.lossContext());
            if (failure == null) {
                entries.addNothing();
            } else {
                counters.addNotEncoded();
            }
        } finally {
            loss.release();
        }
    }

    private void bury(LogEntry entry, String reason, long now) {
        stuck = new Letter(entry.content(), reason, entry.nextSequence());
        stuckUntil = now;
        if (!writeStuckLetter(now)) {
            stuck = new Letter(entry.content().copy(), reason, entry.nextSequence());
        }
    }

    /** Returns whether no letter is left that could not be written. */
    private boolean writeStuckLetter(long now) {
        Letter letter = stuck;
        if (letter == null) {
            return true;
        }
        if (now - stuckUntil < 0) {
            return false;
        }
        try {
            if (deadLetters.write(letter.entry(), letter.reason())) {
                counters.addDeadLetter();
            } else {
                counters.addDiscarded();
            }
        } catch (IOException e) {
            counters.failed("the dead-letter file cannot be written: " + SendWindow.words(e));
            stuckUntil = now + letterPauses.next();
            return false;
        }
        letterPauses.reset();
        handled = letter.nextSequence();
        stuck = null;
        return true;
    }
}
