package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Assembles the records of the stream into events, and gives each output every event. Losses are events too. Confined to
 * one thread.
 */
public final class EventLines implements EventInput {
    private final EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), this::ended);
    private final List<EventOutput> outputs;
    private final boolean isAlwaysWanted;
    /** Records that could not be kept, and are not reported yet. */
    private long unwritten;
    private boolean isClosed;

    /**
     * Creates lines for some outputs, which wants records at any time.
     *
     * @param outputs get all events
     */
    public EventLines(List<EventOutput> outputs) {
        this(outputs, true);
    }

    /**
     * Creates lines for some outputs.
     *
     * @param outputs        get all events
     * @param isAlwaysWanted whether records are wanted also if no output wants events, so that the first event of a
     *                       reader to come is whole
     */
    public EventLines(List<EventOutput> outputs, boolean isAlwaysWanted) {
        this.outputs = outputs;
        this.isAlwaysWanted = isAlwaysWanted;
    }

    /** All records are added, as an event may have begun before the next reader comes. */
    @Override
    public void record(int type, ByteBuf text) {
        try {
            assembler.add(type, text.retainedSlice());
        } catch (OutOfMemoryError e) {
            unwritten++;
        }
    }

    @Override
    public boolean isWanted() {
        if (isAlwaysWanted) {
            return true;
        }
        for (int i = 0; i < outputs.size(); i++) { // no iterator for each record
            if (outputs.get(i).isWanted()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void loss(AuditLossKind kind, long count, String detail) {
        assembler.loss(kind, count, detail);
    }

    @Override
    public void kernelLost(long lost) {
        assembler.kernelLost(lost);
    }

    private void ended(AuditEvent event) {
        try {
            outputs.forEach(output -> output.write(event));
        } finally {
            event.release();
        }
    }

    @Override
    public void flush() {
        assembler.batchEnd();
        long records = unwritten;
        unwritten = 0;
        for (EventOutput output : outputs) {
            records += output.takeUnwritten();
        }
        if (records > 0) {
            assembler.loss(AuditLossKind.DROPPED, records, "These records were received and could not be written.");
        }
        outputs.forEach(EventOutput::flush);
    }

    /** Half of the timeout of events has passed. */
    public void tick() {
        if (!isClosed) {
            assembler.tick();
            flush();
        }
    }

    /** Writes the events that are open. */
    @Override
    public void close() {
        isClosed = true;
        assembler.end();
        flush();
        outputs.forEach(EventOutput::close);
    }
}
