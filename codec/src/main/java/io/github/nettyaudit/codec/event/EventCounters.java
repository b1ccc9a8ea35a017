package io.github.nettyaudit.codec.event;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What an {@link EventAssembler} has done so far. Written by the assembler's thread only; any thread may read, and sees
 * each number as it was a moment ago.
 */
public final class EventCounters {
    private final AtomicLongArray ended = new AtomicLongArray(AuditEventState.values().length);
    private final AtomicLongArray lost = new AtomicLongArray(AuditLossKind.values().length);
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong orphans = new AtomicLong();
    private final AtomicLong openEvents = new AtomicLong();
    private final AtomicLong openBytes = new AtomicLong();

    EventCounters() {
    }

    /** Adds to a counter that one thread alone writes, which is cheaper than an atomic addition. */
    private static void add(AtomicLong counter, long more) {
        counter.setOpaque(counter.getPlain() + more);
    }

    private static void add(AtomicLongArray counters, int index, long more) {
        counters.setOpaque(index, counters.getPlain(index) + more);
    }

    void addRecord() {
        add(records, 1);
    }

    void addEnded(AuditEventState state) {
        add(ended, state.ordinal(), 1);
    }

    void addLost(AuditLossKind kind, long count) {
        add(ended, AuditEventState.LOSS.ordinal(), 1);
        add(lost, kind.ordinal(), Math.max(0, count));
    }

    void addLate() {
        add(late, 1);
    }

    void addRepeated(int more) {
        if (more > 0) {
            add(repeated, more);
        }
    }

    void addDropped() {
        add(dropped, 1);
    }

    void addOrphan() {
        add(orphans, 1);
    }

    void setOpen(int events, long bytes) {
        openEvents.setOpaque(events);
        openBytes.setOpaque(bytes);
    }

    /**
     * Returns how many events ended in a state.
     *
     * @param state the state; for {@link AuditEventState#LOSS}, the number of loss events
     * @return the number of events
     */
    public long ended(AuditEventState state) {
        return ended.getOpaque(state.ordinal());
    }

    /**
     * Returns how much was lost for a reason.
     *
     * @param kind the reason
     * @return the sum of {@link AuditLossEvent#count()}, in {@link AuditLossKind#unit() units} of the kind; loss events
     *         of an unknown count are not part of it
     */
    public long lost(AuditLossKind kind) {
        return lost.getOpaque(kind.ordinal());
    }

    /**
     * Returns how many records were added, those included that were dropped.
     *
     * @return the number of records
     */
    public long records() {
        return records.getOpaque();
    }

    /**
     * Returns how many events consist of records that arrived after their event had ended.
     *
     * @return the number of events
     */
    public long lateEvents() {
        return late.getOpaque();
    }

    /**
     * Returns how many records were the same, byte for byte, as an earlier one of their event. Of events that are open
     * they are not counted yet.
     *
     * @return the number of records
     */
    public long repeatedRecords() {
        return repeated.getOpaque();
    }

    /**
     * Returns how many records were dropped because their event had reached one of its bounds.
     *
     * @return the number of records
     */
    public long droppedRecords() {
        return dropped.getOpaque();
    }

    /**
     * Returns how many EOE records belonged to no open event: it had ended before, or none of its records arrived.
     *
     * @return the number of records
     */
    public long orphanEoe() {
        return orphans.getOpaque();
    }

    /**
     * Returns how many events are open.
     *
     * @return the number of events at the end of the last batch
     */
    public long openEvents() {
        return openEvents.getOpaque();
    }

    /**
     * Returns how much memory the open events occupy: their texts, and an estimate of {@value AuditEvent#OVERHEAD}
     * bytes for each event and {@value AuditEvent#RECORD_OVERHEAD} bytes for each record.
     *
     * @return the number of bytes at the end of the last batch
     */
    public long openBytes() {
        return openBytes.getOpaque();
    }
}
