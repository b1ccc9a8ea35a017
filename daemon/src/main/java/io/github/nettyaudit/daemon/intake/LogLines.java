package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEventSink;
import io.github.nettyaudit.codec.event.AuditLogLines;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.codec.event.EventCounters;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/**
 * Assembles the lines of a log. A line that is no record is counted; if it begins as a record does, a record was lost,
 * which is reported in its place.
 */
final class LogLines {
    private static final byte[] TYPE = "type=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NODE = "node=".getBytes(StandardCharsets.US_ASCII);

    private final EventAssembler assembler;
    private final AuditLogLines lines;
    private final IntakeCounters counters;

    LogLines(EventAssemblerOptions options, AuditEventSink sink, IntakeCounters counters) {
        assembler = new EventAssembler(options, sink);
        lines = new AuditLogLines(assembler);
        this.counters = counters;
    }

    /** Adds a line, whose reference passes to this object. */
    void add(ByteBuf text) {
        try {
            if (!lines.read(text, text.readerIndex(), text.writerIndex()) && text.isReadable()) {
                counters.addOtherLine();
                if (startsWith(text, TYPE) || startsWith(text, NODE)) {
                    assembler.loss(AuditLossKind.INVALID, 1, "A line of the log begins as a record does, and is none.");
                }
            }
        } finally {
            text.release();
        }
    }

    private static boolean startsWith(ByteBuf text, byte[] prefix) {
        if (text.readableBytes() < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if (text.getByte(text.readerIndex() + i) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    /** What the assembler has done. */
    EventCounters assembled() {
        return assembler.counters();
    }

    /** Notes the highest serial that an earlier process has seen, if missing serials are reported. */
    void noteSerial(long serial) {
        assembler.noteSerial(serial);
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
