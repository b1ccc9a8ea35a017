package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.record.AuditEventId;
import io.github.nettyaudit.server.json.EventLine;
import io.github.nettyaudit.server.json.JsonWriter;
import io.github.nettyaudit.server.json.RecordLine;
import io.github.nettyaudit.server.sink.LineBatch;
import io.github.nettyaudit.server.sink.LineSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/**
 * Writes records and events as lines, in the order in which they come, and gives them to every sink. Each loss that is
 * noticed on the way from the kernel becomes an event in the stream and a number in {@link StreamCounters}.
 *
 * <p>Confined to the data channel's loop.
 */
public final class RecordStream {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(RecordStream.class);

    private final List<? extends LineSink> sinks;
    private final RecordLine recordLine;
    private final LineBatcher batcher;
    private final StreamCounters counters;
    private final JsonWriter json = new JsonWriter();
    private final AuditEventId id = new AuditEventId();
    private final SerialGaps gaps = new SerialGaps();
    private long uncounted;

    /**
     * @param allocator for the chunks of lines
     * @param typeNames the name of each message type
     */
    public RecordStream(ByteBufAllocator allocator, List<? extends LineSink> sinks, IntFunction<String> typeNames,
                        StreamCounters counters) {
        this.sinks = sinks;
        this.counters = counters;
        recordLine = new RecordLine(typeNames);
        batcher = new LineBatcher(allocator, this::deliver);
    }

    /** A record has come. The caller keeps its text's reference. */
    public void record(int type, ByteBuf text) {
        uncounted++;
        boolean stamped = id.read(text);
        if (wanted()) {
            ByteBuf out = batcher.room(RecordLine.longest(text.readableBytes()));
            recordLine.write(out, type, stamped ? id : null, text);
            batcher.recordAdded();
        }
        if (stamped) {
            gaps.note(id.serial());
        }
    }

    /** Our socket was full: {@code dropped} deliveries failed. */
    public void socketOverrun(long dropped, String noticedBy) {
        counters.addSocketDrops(dropped);
        event("overrun", fields -> fields.number("datagrams", dropped).text("noticed_by", noticedBy));
    }

    /** A datagram of {@code datagramLength} bytes was cut; {@code content} is its beginning. */
    public void truncated(int datagramLength, ByteBuf content) {
        counters.addTruncated();
        event("truncated", fields -> fields.number("length", datagramLength).text("noticed_by", "MSG_TRUNC")
                .hex("bytes_hex", content));
    }

    /** A message could not be decoded; {@code content} is all of it. */
    public void invalid(String reason, ByteBuf content) {
        counters.addInvalid();
        event("invalid", fields -> fields.text("reason", reason)
                .hex("bytes_hex", content));
    }

    /** Datagrams came that were not the kernel's. */
    public void foreign(long datagrams) {
        counters.addForeign(datagrams);
        event("foreign", fields -> fields.number("datagrams", datagrams));
    }

    /** The kernel's {@code lost} has risen by {@code more}. */
    public void kernelLost(long more, long total) {
        counters.addKernelLost(more);
        event("kernel_lost", fields -> fields.number("lost", more).number("total", total));
    }

    /** Something to tell that is not about a loss. */
    public void event(String name, Consumer<JsonWriter> fields) {
        if (wanted()) {
            ByteBuf line = Unpooled.buffer();
            EventLine.write(json, line, name, fields);
            batcher.room(line.readableBytes()).writeBytes(line);
            batcher.eventAdded();
        }
    }

    /** To be called every few seconds: tells which events never came. */
    public void settleGaps() {
        gaps.settle();
        tellGaps();
        flush();
    }

    /** The loop has read all there was: hands the lines to the sinks. */
    public void flush() {
        if (uncounted > 0) {
            counters.addRecords(uncounted);
            uncounted = 0;
        }
        tellGaps();
        batcher.flush();
    }

    /** The last call: hands over what there is and frees the buffer. */
    public void close() {
        flush();
        batcher.close();
    }

    private void tellGaps() {
        long missing = gaps.takeMissing();
        if (missing > 0) {
            counters.addMissingEvents(missing);
            event("serial_gap", fields -> fields.number("missing_events", missing));
        }
    }

    private boolean wanted() {
        for (int i = 0; i < sinks.size(); i++) { // no iterator for each record
            if (sinks.get(i).wantsLines()) {
                return true;
            }
        }
        return false;
    }

    private void deliver(LineBatch batch) {
        for (int i = 0; i < sinks.size(); i++) {
            try {
                sinks.get(i).offer(batch);
            } catch (RuntimeException e) {
                LOGGER.warn("a sink failed", e); // the others must not suffer
            }
        }
    }
}
