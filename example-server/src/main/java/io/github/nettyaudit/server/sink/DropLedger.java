package io.github.nettyaudit.server.sink;

import io.netty.buffer.ByteBuf;

/**
 * Counts what one reader did not get, and writes the line that reports it, in a stream of records:
 * <pre>
 * {"event":"dropped","sec":…,"milli":…,"sink":"stdout","records":1207,"events":0,"total":5310}
 * </pre>
 * {@code records} and {@code events} are missing in this place, {@code total} is the number of records dropped for
 * this reader so far. Confined to the sink's
 * thread or lock, {@link #totalRecords} excepted.
 */
final class DropLedger {
    private final String sink;
    private DropReport report;
    private long records;
    private long events;
    private volatile long totalRecords; // written under the sink's lock or on its thread

    DropLedger(String sink, DropReport report) {
        this.sink = sink;
        this.report = report;
    }

    @SuppressWarnings("NonAtomicOperationOnVolatileField")
    void add(long moreRecords, long moreEvents) {
        records += moreRecords;
        events += moreEvents;
        totalRecords += moreRecords;
    }

    /** Has what is reported from now on written by another report. */
    void reportAs(DropReport next) {
        report = next;
    }

    /** Whether there is a drop that was not reported to the reader yet. */
    boolean isOpen() {
        return records > 0 || events > 0;
    }

    /** Records dropped so far. From any thread. */
    long totalRecords() {
        return totalRecords;
    }

    /** The line that reports the drop to the reader; afterwards it is no longer open. The caller releases the buffer. */
    ByteBuf toLine() {
        ByteBuf line = report.line(sink, records, events, totalRecords);
        records = 0;
        events = 0;
        return line;
    }
}
