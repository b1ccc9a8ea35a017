package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventAssembler;
import io.github.nettyaudit.codec.event.EventAssemblerOptions;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.EventEncoder;
import io.github.nettyaudit.server.sink.LineBatch;
import io.github.nettyaudit.server.sink.LineSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;

/**
 * Assembles the records of the stream into events, and gives the sinks what an encoder writes of each. Losses are events
 * too. Confined to one thread.
 */
public final class EventLines implements EventInput {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(EventLines.class);
    private static final int INITIAL_CAPACITY = 4096;
    /** Memory that a long event needed is given back after it. */
    private static final int MOST_KEPT = 1 << 20;

    private final EventAssembler assembler = new EventAssembler(EventAssemblerOptions.live(), this::ended);
    private final EventEncoder encoder;
    private final EventContext context;
    private final List<? extends LineSink> sinks;
    private final LineBatcher batcher;
    private ByteBuf line = Unpooled.buffer(INITIAL_CAPACITY);
    /** Records that could not be written, and are not reported yet. */
    private long unwritten;
    private boolean isClosed;

    /**
     * Creates lines for some sinks.
     *
     * @param allocator for the chunks of lines
     * @param encoder   writes each event
     * @param context   what is known of all events
     * @param sinks     get all lines
     */
    public EventLines(ByteBufAllocator allocator, EventEncoder encoder, EventContext context,
                      List<? extends LineSink> sinks) {
        this.encoder = encoder;
        this.context = context;
        this.sinks = sinks;
        batcher = new LineBatcher(allocator, this::deliver);
    }

    /** All records are added, as an event may have begun before anybody reads. */
    @Override
    public void record(int type, ByteBuf text) {
        try {
            assembler.add(type, text.retainedSlice());
        } catch (OutOfMemoryError e) {
            unwritten++;
        }
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
            if (isWanted()) {
                write(event);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            unwritten += Math.max(1, event.size());
            LOGGER.warn("an event could not be written", e);
        } finally {
            event.release();
        }
    }

    private void write(AuditEvent event) {
        if (line.capacity() > MOST_KEPT) {
            line = Unpooled.buffer(INITIAL_CAPACITY);
        }
        encoder.encode(event, context, line.clear());
        if (event.size() == 0) {
            batcher.addEvent(line);
        } else {
            batcher.addRecords(line, event.size());
        }
    }

    private boolean isWanted() {
        for (int i = 0; i < sinks.size(); i++) {
            if (sinks.get(i).wantsLines()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void flush() {
        assembler.batchEnd();
        long records = unwritten;
        if (records > 0) {
            unwritten = 0;
            assembler.loss(AuditLossKind.DROPPED, records, "These records were received and could not be written.");
        }
        try {
            batcher.flush();
        } catch (OutOfMemoryError e) {
            LOGGER.debug("no memory to hand over lines; they stay in their chunk until the next flush", e);
        }
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
        batcher.close();
    }

    private void deliver(LineBatch batch) {
        for (int i = 0; i < sinks.size(); i++) {
            try {
                sinks.get(i).offer(batch);
            } catch (RuntimeException | OutOfMemoryError e) {
                unwritten += batch.records();
                LOGGER.warn("a sink failed", e); // the other sinks still get the lines
            }
        }
    }
}
