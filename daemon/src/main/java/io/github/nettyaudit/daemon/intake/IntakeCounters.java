package io.github.nettyaudit.daemon.intake;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What an {@link IntakeRing}, its source and its {@link EventWriter} have done since the ring was opened. Any thread
 * may
 * read, and sees each number as it was a moment ago.
 */
public final class IntakeCounters {
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong waits = new AtomicLong();
    private final AtomicLong highWater = new AtomicLong();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong otherLines = new AtomicLong();
    private final AtomicLong storeWaits = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong carries = new AtomicLong();

    IntakeCounters() {
    }

    /** Adds to a counter that one thread alone writes, which is cheaper than an atomic addition. */
    private static void add(AtomicLong counter, long more) {
        counter.setOpaque(counter.getPlain() + more);
    }

    void addRecord(int length) {
        add(records, 1);
        add(bytes, length);
    }

    void addDropped() {
        add(dropped, 1);
    }

    void addWait() {
        add(waits, 1);
    }

    /** By the consumer. A full ring is found by the producer, which reads the counter only. */
    void used(long usedBytes) {
        if (usedBytes > highWater.getPlain()) {
            highWater.setOpaque(usedBytes);
        }
    }

    void addReplayed() {
        add(replayed, 1);
    }

    void addRepeated() {
        add(repeated, 1);
    }

    void addEvent() {
        add(events, 1);
    }

    void addOtherLine() {
        add(otherLines, 1);
    }

    void addStoreWait() {
        add(storeWaits, 1);
    }

    void addRefused() {
        add(refused, 1);
    }

    void addCarry() {
        add(carries, 1);
    }

    /**
     * Returns how many records and lines were copied into the ring.
     *
     * @return a number of records
     */
    public long records() {
        return records.getOpaque();
    }

    /**
     * Returns the length of these records.
     *
     * @return a number of bytes, without what the ring needs itself
     */
    public long bytes() {
        return bytes.getOpaque();
    }

    /**
     * Returns how many records were dropped because the ring was full, or because they were longer than it takes.
     *
     * @return a number of records
     */
    public long dropped() {
        return dropped.getOpaque();
    }

    /**
     * Returns how often the source had to wait because the ring was full.
     *
     * @return a number of times; 0 with {@link IntakeFullPolicy#DROP}
     */
    public long waits() {
        return waits.getOpaque();
    }

    /**
     * Returns the largest part of the ring that was in use when the writer looked at it.
     *
     * @return a number of bytes
     */
    public long highWaterMark() {
        return highWater.getOpaque();
    }

    /**
     * Returns how many entries were read that an earlier process had left.
     *
     * @return a number of entries
     */
    public long replayedEntries() {
        return replayed.getOpaque();
    }

    /**
     * Returns how many events of these entries were left out because an earlier process had stored them.
     *
     * @return a number of events
     */
    public long repeatedEvents() {
        return repeated.getOpaque();
    }

    /**
     * Returns how many events the store has taken, loss events included.
     *
     * @return a number of events
     */
    public long eventsWritten() {
        return events.getOpaque();
    }

    /**
     * Returns how many lines of a log were not records.
     *
     * @return a number of lines
     */
    public long otherLines() {
        return otherLines.getOpaque();
    }

    /**
     * Returns how often the store had no space or failed.
     *
     * @return a number of attempts
     */
    public long storeWaits() {
        return storeWaits.getOpaque();
    }

    /**
     * Returns how many events the store has refused for good; a loss event reports each.
     *
     * @return a number of events
     */
    public long refusedEvents() {
        return refused.getOpaque();
    }

    /**
     * Returns how often records of old open events were written to a file beside the ring, so that they do not fill it.
     *
     * @return a number of times
     */
    public long carries() {
        return carries.getOpaque();
    }
}
