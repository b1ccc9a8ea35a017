package io.github.nettyaudit.codec.event;

/**
 * What an {@link EventAssembler} has done so far. Written by the assembler's thread only; other threads may read and
 * see numbers that are a little old.
 */
public final class EventCounters {
    final long[] ended = new long[AuditEventState.values().length];
    long records;
    long late;
    long repeated;
    long dropped;
    long strayEnds;
    long missingSerials;

    EventCounters() {
    }

    /** The number of events that ended in a state. */
    public long ended(AuditEventState state) {
        return ended[state.ordinal()];
    }

    /** The number of records that were added, those included that were dropped. */
    public long records() {
        return records;
    }

    /** Events with records that came after their event had ended. */
    public long lateEvents() {
        return late;
    }

    /** Records that were the same as one before. */
    public long repeatedRecords() {
        return repeated;
    }

    /** Records that went beyond the bounds of an event, and are lost. */
    public long droppedRecords() {
        return dropped;
    }

    /** EOEs of events that were not open: already ended, or of which no record came. */
    public long strayEnds() {
        return strayEnds;
    }

    /** The number of serials that never came. */
    public long missingSerials() {
        return missingSerials;
    }
}
