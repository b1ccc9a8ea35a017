package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditLogSplitter;
import io.netty.buffer.ByteBuf;

/**
 * Reads a log to events: bytes in, in pieces of any size, and {@link AuditEvent}s out. Lines that are no records are
 * counted. Not thread-safe.
 */
public final class AuditLogReader implements AutoCloseable {
    private final AuditLogLine line = new AuditLogLine();
    private final AuditLogSplitter splitter = new AuditLogSplitter(this::line);
    private final EventAssembler assembler;
    private long otherLines;

    /** A reader that groups records as libauparse does. */
    public AuditLogReader(AuditEventSink sink) {
        this(EventAssemblerOptions.log(), sink);
    }

    /** A reader with other bounds. */
    public AuditLogReader(EventAssemblerOptions options, AuditEventSink sink) {
        assembler = new EventAssembler(options, sink);
    }

    /** Reads the next bytes of the log. The buffer becomes the reader's. */
    public void read(ByteBuf bytes) {
        splitter.read(bytes);
        assembler.batchEnd();
    }

    private void line(ByteBuf buffer, int start, int end) {
        if (line.read(buffer, start, end)) {
            assembler.addLine(line, buffer, start, end);
        } else {
            otherLines++;
        }
    }

    /** The number of lines that were no records. */
    public long otherLines() {
        return otherLines;
    }

    /** What the assembler has done so far. */
    public EventCounters counters() {
        return assembler.counters();
    }

    /** The log is over: its last line, if it has no newline, and all open events are given to the sink. */
    @Override
    public void close() {
        splitter.close();
        assembler.end();
    }
}
