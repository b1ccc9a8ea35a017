package io.github.nettyaudit.codec.event;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.CollectedLogLine;
import io.netty.buffer.ByteBuf;

/**
 * Gives the records in the lines of a log to an {@link EventAssembler}: lines of an audit log, and the records in the
 * lines of other logs, which {@link CollectedLogLine} finds. All other lines are left out. Not thread-safe.
 */
public final class AuditLogLines {
    private final EventAssembler assembler;
    private final AuditLogLine line = new AuditLogLine();
    private final CollectedLogLine collected = new CollectedLogLine();

    /**
     * Creates a reader of lines.
     *
     * @param assembler receives the records; its owner reports batches and the passing of time to it
     */
    public AuditLogLines(EventAssembler assembler) {
        this.assembler = requireNonNull(assembler, "assembler");
    }

    /**
     * Reads a line. The text of an event that is open afterwards may be a part of the buffer until the assembler's
     * {@link EventAssembler#batchEnd()}.
     *
     * @param buffer holds the line, and must not change until the event has ended or the batch has; the caller keeps its
     *               reference
     * @param start  the absolute index at which the line starts
     * @param end    the absolute index at which the line ends, exclusive, without the newline
     * @return whether there was a record in the line
     */
    public boolean read(ByteBuf buffer, int start, int end) {
        if (collected.isContinuation(buffer, start)) {
            return false;
        }
        if (line.read(buffer, start, end) && line.type() != 0) {
            assembler.addLine(line, buffer, start, end);
            return true;
        }
        ByteBuf text = collected.text();
        switch (collected.read(buffer, start, end)) {
            case RECORD -> {
                line.read(text);
                assembler.addCopyOfLine(line, text, text.readerIndex(), text.writerIndex());
            }
            case WITHOUT_EVENT_ID -> assembler.add(collected.type(), text.copy());
            default -> {
                if (!line.read(buffer, start, end)) {
                    return false;
                }
                assembler.addLine(line, buffer, start, end);
            }
        }
        return true;
    }
}
