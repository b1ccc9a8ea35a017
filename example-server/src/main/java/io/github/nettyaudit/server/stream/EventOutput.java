package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.event.AuditEvent;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One format of events, and the sinks that get it. Confined to one thread. */
public final class EventOutput {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(EventOutput.class);
    private static final int INITIAL_CAPACITY = 4096;
    /** Memory that a long event needed is given back after it. */
    private static final int MOST_KEPT = 1 << 20;

    private final Supplier<EventEncoder> encoders;
    private final EventContext context;
    private final List<? extends LineSink> sinks;
    private final LineBatcher batcher;
    /** Both are made for the first event that somebody reads. */
    private @Nullable EventEncoder encoder;
    private ByteBuf line = Unpooled.EMPTY_BUFFER;
    /** Records that could not be written, and are not reported yet. */
    private long unwritten;

    /**
     * Creates an output for some sinks. It costs nothing until one of them wants lines.
     *
     * @param allocator for the chunks of lines
     * @param encoders  makes the encoder that writes each event; called once, on the thread of this output
     * @param context   what is known of all events
     * @param sinks     get all lines
     */
    public EventOutput(ByteBufAllocator allocator, Supplier<EventEncoder> encoders, EventContext context,
                       List<? extends LineSink> sinks) {
        this.encoders = encoders;
        this.context = context;
        this.sinks = sinks;
        batcher = new LineBatcher(allocator, this::deliver);
    }

    /** Writes an event if a sink wants it; one that cannot be written is counted. */
    void write(AuditEvent event) {
        try {
            if (isWanted()) {
                encode(event);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            unwritten += Math.max(1, event.size());
            LOGGER.warn("an event could not be written", e);
        }
    }

    private void encode(AuditEvent event) {
        EventEncoder known = encoder;
        if (known == null) {
            known = encoders.get();
            encoder = known;
        }
        if (line.capacity() == 0 || line.capacity() > MOST_KEPT) {
            line = Unpooled.buffer(INITIAL_CAPACITY);
        }
        known.encode(event, context, line.clear());
        if (event.size() == 0) {
            batcher.addEvent(line);
        } else {
            batcher.addRecords(line, event.size());
        }
    }

    /** Whether one of the sinks wants lines. From any thread. */
    boolean isWanted() {
        for (int i = 0; i < sinks.size(); i++) {
            if (sinks.get(i).wantsLines()) {
                return true;
            }
        }
        return false;
    }

    /** The records that were not written since the last call. */
    long takeUnwritten() {
        long records = unwritten;
        unwritten = 0;
        return records;
    }

    void flush() {
        try {
            batcher.flush();
        } catch (OutOfMemoryError e) {
            LOGGER.debug("no memory to hand over lines; they stay in their chunk until the next flush", e);
        }
    }

    void close() {
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
