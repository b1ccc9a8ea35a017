package io.github.nettyaudit.server.sink;

import io.github.nettyaudit.server.json.EventLine;
import io.netty.buffer.ByteBuf;

/** Writes what a reader gets in the place of lines that it did not read in time. */
@FunctionalInterface
public interface DropReport {
    /** The report in a stream of records. */
    DropReport RECORDS = (sink, records, events, total) -> EventLine.of("dropped", fields -> fields.text("sink", sink)
            .number("records", records).number("events", events).number("total", total));

    /**
     * Writes a report. Called on the sink's thread or with its lock held.
     *
     * @param sink    the name of the reader
     * @param records the records that are missing in this place
     * @param events  the lines of the server's own that are missing in this place
     * @param total   the records that were dropped for this reader so far
     * @return the line; the caller releases it
     */
    ByteBuf line(String sink, long records, long events, long total);
}
