package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.netty.buffer.ByteBuf;

/**
 * Reads the bytes of a log, in pieces of any size, and assembles its lines into events. The sink receives
 * {@link AuditEvent}s and {@link AuditLossEvent}s as the handlers after an {@link AuditEventAssembler} do. What is read
 * of a line is said at {@link AuditLogLines}; other lines are counted and left out. Not thread-safe.
 */
public final class AuditLogReader implements AutoCloseable {
    private final AuditLogSplitter splitter = new AuditLogSplitter(this::line);
    private final EventAssembler assembler;
    private final AuditLogLines lines;
    private long otherLines;

    /**
     * Creates a reader with {@link EventAssemblerOptions#log()}.
     *
     * @param sink receives the events
     */
    public AuditLogReader(AuditEventSink sink) {
        this(EventAssemblerOptions.log(), sink);
    }

    /**
     * Creates a reader.
     *
     * @param options how to assemble
     * @param sink    receives the events
     */
    public AuditLogReader(EventAssemblerOptions options, AuditEventSink sink) {
        assembler = new EventAssembler(options, sink);
        lines = new AuditLogLines(assembler);
    }

    /**
     * Reads the next bytes of the log. The texts of events that end during the call may be parts of the buffer; those
     * of events that stay open are copied.
     *
     * @param bytes the bytes, which become the reader's and must not change afterwards
     */
    public void read(ByteBuf bytes) {
        splitter.read(bytes);
        assembler.batchEnd();
    }

    private void line(ByteBuf buffer, int start, int end) {
        if (!lines.read(buffer, start, end)) {
            otherLines++;
        }
    }

    /**
     * Returns how many lines were not audit records.
     *
     * @return the number of lines
     */
    public long otherLines() {
        return otherLines;
    }

    /**
     * Returns how many lines lost their end because they were longer than {@link AuditLogSplitter#MAX_LINE}.
     *
     * @return the number of lines
     */
    public long cutLines() {
        return splitter.cutLines();
    }

    /**
     * Returns what the assembler has done so far.
     *
     * @return the counters, always the same object
     */
    public EventCounters counters() {
        return assembler.counters();
    }

    /** Ends the log: reads its last line, if it has no newline, and gives the sink all open events. */
    @Override
    public void close() {
        splitter.close();
        assembler.end();
    }
}
