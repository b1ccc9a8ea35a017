package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.event.SerialGaps;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
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

    private static final int INITIAL_CAPACITY = 1024;
    private static final long SERIAL_MASK = 0xffff_ffffL;

    private final List<? extends LineSink> sinks;
    private final RecordLine recordLine;
    private final LineBatcher batcher;
    private final StreamCounters counters;
    private final JsonWriter json = new JsonWriter();
    private final AuditEventId id = new AuditEventId();
    /** A record's text, and the line that is being written: on the heap, where many small accesses cost least. */
    private final ByteBuf content = Unpooled.buffer(INITIAL_CAPACITY);
    private final ByteBuf line = Unpooled.buffer(INITIAL_CAPACITY);
    private final SerialGaps gaps = new SerialGaps(this::missing);
    private long uncounted;
    private long missing;
    private long firstMissing;
    private long lastMissing;

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
        ByteBuf copy = content.clear().writeBytes(text, text.readerIndex(), text.readableBytes());
        boolean stamped = id.read(copy);
        if (wanted()) {
            recordLine.write(line.clear(), type, stamped ? id : null, copy);
            batcher.addRecord(line);
        }
        if (stamped) {
            gaps.note(id.serial());
        }
    }

    /** The transport reports that datagrams are lost, or incomplete. */
    public void lost(NetlinkLoss loss) {
        long datagrams = Math.max(0, loss.datagrams()); // not known: the kernel had not counted them yet
        String name = switch (loss.kind()) {
            case OVERRUN -> {
                counters.addSocketDrops(datagrams);
                yield "overrun";
            }
            case TRUNCATED -> {
                counters.addTruncated(datagrams);
                yield "truncated";
            }
            case UNEXPECTED_SENDER -> {
                counters.addForeign(datagrams);
                yield "foreign";
            }
            case UNDELIVERED -> {
                counters.addUndelivered(datagrams);
                yield "undelivered";
            }
        };
        event(name, fields -> fields.number("datagrams", datagrams).text("detail", loss.detail()));
    }

    /** A message could not be decoded; {@code content} is all of it. */
    public void invalid(String reason, ByteBuf content) {
        counters.addInvalid();
        event("invalid", fields -> fields.text("reason", reason)
                .hex("bytes_hex", content));
    }

    /** The kernel's {@code lost} has risen by {@code more}. */
    public void kernelLost(long more, long total) {
        counters.addKernelLost(more);
        event("kernel_lost", fields -> fields.number("lost", more).number("total", total));
    }

    /** Something to tell that is not about a loss. */
    public void event(String name, Consumer<JsonWriter> fields) {
        if (wanted()) {
            EventLine.write(json, line.clear(), name, fields);
            batcher.addEvent(line);
        }
    }

    /** To be called every few seconds: tells which events never came. */
    public void settleGaps() {
        gaps.settle();
        reportGaps();
        flush();
    }

    /** The loop has read all there was: hands the lines to the sinks. */
    public void flush() {
        if (uncounted > 0) {
            counters.addRecords(uncounted);
            uncounted = 0;
        }
        reportGaps();
        batcher.flush();
    }

    /** The last call: hands over what there is and frees the buffer. */
    public void close() {
        flush();
        batcher.close();
    }

    private void missing(long firstSerial, long count) {
        if (missing == 0) {
            firstMissing = firstSerial;
        }
        missing += count;
        lastMissing = firstSerial + count - 1 & SERIAL_MASK;
    }

    /** One line for all that was found since the last one: what is missing can be every second event. */
    private void reportGaps() {
        if (missing > 0) {
            counters.addMissingEvents(missing);
            event("serial_gap", fields -> fields.number("missing_events", missing).number("first_serial", firstMissing)
                    .number("last_serial", lastMissing));
            missing = 0;
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
