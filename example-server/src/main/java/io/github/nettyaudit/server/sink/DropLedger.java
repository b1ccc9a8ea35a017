package io.github.nettyaudit.server.sink;

import io.github.nettyaudit.server.json.EventLine;
import io.github.nettyaudit.server.json.JsonLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/**
 * Counts what one reader did not get, and writes the line that tells it:
 * <pre>
 * {"event":"dropped","sec":…,"milli":…,"sink":"stdout","records":1207,"events":0,"total":5310}
 * </pre>
 * {@code records} and {@code events} are missing in this place, {@code total} is the number of records dropped for
 * this reader so far. Not thread-safe: confined to the sink's thread or lock.
 */
final class DropLedger {
    private final String sink;
    private long records;
    private long events;
    private long totalRecords;

    DropLedger(String sink) {
        this.sink = sink;
    }

    void add(long moreRecords, long moreEvents) {
        records += moreRecords;
        events += moreEvents;
        totalRecords += moreRecords;
    }

    /** Whether the reader has still to be told. */
    boolean isOpen() {
        return records > 0 || events > 0;
    }

    long totalRecords() {
        return totalRecords;
    }

    /** The line that tells the reader; what it tells is then no longer open. The caller owns the buffer. */
    ByteBuf toLine(ByteBufAllocator allocator) {
        JsonLine line = EventLine.begin(new JsonLine(), "dropped").text("sink", sink)
                .number("records", records).number("events", events).number("total", totalRecords).end();
        records = 0;
        events = 0;
        return allocator.buffer(line.length()).writeBytes(line.bytes(), 0, line.length());
    }
}
