package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEventSink;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.CollectedLogLine;
import io.netty.buffer.ByteBuf;

/** Assembles the lines of a log, as {@link io.github.nettyaudit.codec.event.AuditLogReader} does. */
final class LogLines {
    private final EventAssembler assembler;
    private final IntakeCounters counters;
    private final AuditLogLine line = new AuditLogLine();
    private final CollectedLogLine collected = new CollectedLogLine();

    LogLines(EventAssemblerOptions options, AuditEventSink sink, IntakeCounters counters) {
        assembler = new EventAssembler(options, sink);
        this.counters = counters;
    }

    /** Adds a line, whose reference passes to this object. */
    void add(ByteBuf text) {
        try {
            read(text, text.readerIndex(), text.writerIndex());
        } finally {
            text.release();
        }
    }

    private void read(ByteBuf buffer, int start, int end) {
        if (collected.isContinuation(buffer, start)) {
            counters.addOtherLine();
            return;
        }
        if (line.read(buffer, start, end) && line.type() != 0) {
            assembler.addLine(line, buffer, start, end);
            return;
        }
        ByteBuf text = collected.text();
        switch (collected.read(buffer, start, end)) {
            case RECORD -> {
                line.read(text);
                assembler.addCopyOfLine(line, text, text.readerIndex(), text.writerIndex());
            }
            case WITHOUT_EVENT_ID -> assembler.add(collected.type(), text.copy());
            default -> {
                if (line.read(buffer, start, end)) {
                    assembler.addLine(line, buffer, start, end);
                } else {
                    counters.addOtherLine();
                }
            }
        }
    }

    void batchEnd() {
        assembler.batchEnd();
    }

    void tick() {
        assembler.tick();
    }

    boolean isWaiting() {
        return assembler.isWaiting();
    }

    void end() {
        assembler.end();
    }
}
