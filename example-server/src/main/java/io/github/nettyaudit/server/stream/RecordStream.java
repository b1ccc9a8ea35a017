package io.github.nettyaudit.server.stream;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.SerialGaps;
import io.github.nettyaudit.codec.netlink.NetlinkLoss;
import io.github.nettyaudit.codec.record.AuditEventId;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.json.EventLine;
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
import org.jspecify.annotations.Nullable;

/**
 * Writes records and events as lines, in the order in which they are received, and gives them to every sink. Each loss
 * between the kernel and this class becomes an event in the stream and is counted in {@link StreamCounters}.
 *
 * <p>Must be called on the data channel's event loop only.
 */
public final class RecordStream {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(RecordStream.class);

    private static final int INITIAL_CAPACITY = 1024;
    private static final long SERIAL_MASK = 0xffff_ffffL;

    private final List<? extends LineSink> sinks;
    private final RecordLine recordLine;
    private final LineBatcher batcher;
    private final StreamCounters counters;
    private final @Nullable EventInput events;
    private final @Nullable EventGate gate;
    private final JsonWriter json = new JsonWriter();
    private final AuditEventId id = new AuditEventId();
    /** A record's text, and the line that is being written: on the heap, where many small accesses cost least. */
    private final ByteBuf content = Unpooled.buffer(INITIAL_CAPACITY);
    private final ByteBuf line = Unpooled.buffer(INITIAL_CAPACITY);
    private final SerialGaps gaps = new SerialGaps(this::missing);
    private long uncounted;
    /** Lines that could not be written or handed over, and are not reported yet. */
    private long unwritten;
    private long missing;
    private long firstMissing;
    private long lastMissing;
    /** Whether serials were found missing since the last flush. */
    private boolean missingGrows;
    /** Whether received serials lie between the missing ones. */
    private boolean missingScattered;
    /** Whether the missing serials were held back at the last flush, because more of them may follow. */
    private boolean missingHeldBack;

    /**
     * Creates a stream.
     *
     * @param allocator for the chunks of lines
     * @param sinks     get all lines
     * @param typeNames the name of each message type
     * @param counters  count records and losses
     */
    public RecordStream(ByteBufAllocator allocator, List<? extends LineSink> sinks, IntFunction<String> typeNames,
                        StreamCounters counters) {
        this(allocator, sinks, typeNames, counters, null);
    }

    /**
     * Creates a stream from which events are made too.
     *
     * @param allocator for the chunks of lines
     * @param sinks     get all lines
     * @param typeNames the name of each message type
     * @param counters  count records and losses
     * @param events    gets all records and losses; {@code null} if nobody reads events
     */
    public RecordStream(ByteBufAllocator allocator, List<? extends LineSink> sinks, IntFunction<String> typeNames,
                        StreamCounters counters, @Nullable EventInput events) {
        this.events = events;
        gate = events == null ? null : new EventGate(events);
        this.sinks = sinks;
        this.counters = counters;
        recordLine = new RecordLine(typeNames);
        batcher = new LineBatcher(allocator, this::deliver);
    }

    /**
     * Writes a record.
     *
     * @param type the record type
     * @param text the text between its reader and writer index; the caller keeps its reference
     */
    public void record(int type, ByteBuf text) {
        uncounted++;
        boolean stamped = false;
        try {
            ByteBuf copy = content.clear().writeBytes(text, text.readerIndex(), text.readableBytes());
            stamped = id.read(copy);
            if (wanted()) {
                recordLine.write(line.clear(), type, stamped ? id : null, copy);
                batcher.addRecord(line);
            }
        } catch (OutOfMemoryError e) {
            stamped = id.read(text);
            unwritten++;
        }
        if (stamped) {
            gaps.note(id.serial());
        }
        if (events != null && gate != null && gate.passes(stamped, id.serial())) {
            events.record(type, text);
        }
    }

    private void lossOfEvents(AuditLossKind kind, long count, String detail) {
        if (events != null) {
            events.loss(kind, count, detail);
        }
    }

    /**
     * Writes that datagrams are lost or incomplete.
     *
     * @param loss the report of the transport
     */
    public void lost(NetlinkLoss loss) {
        long datagrams = Math.max(0, loss.datagrams()); // not known: the kernel had not counted them yet
        lossOfEvents(AuditLossKind.valueOf(loss.kind().name()), loss.datagrams(), loss.detail());
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
                yield "unexpected_sender";
            }
            case UNDELIVERED -> {
                counters.addUndelivered(datagrams);
                yield "undelivered";
            }
        };
        event(name, fields -> fields.number("datagrams", datagrams).text("detail", loss.detail()));
    }

    /**
     * Writes that a message could not be decoded.
     *
     * @param reason  why
     * @param content the whole message; the caller keeps its reference
     */
    public void invalid(String reason, ByteBuf content) {
        counters.addInvalid();
        lossOfEvents(AuditLossKind.INVALID, 1, "A message is invalid: " + reason);
        event("invalid", fields -> fields.text("reason", reason)
                .hex("bytes_hex", content));
    }

    /**
     * Writes that the kernel's counter {@code lost} has risen.
     *
     * @param more  by how much
     * @param total its value
     */
    public void kernelLost(long more, long total) {
        counters.addKernelLost(more);
        lossOfEvents(AuditLossKind.DROPPED, more, "The kernel could not queue these records.");
        event("kernel_lost", fields -> fields.number("lost", more).number("total", total));
    }

    /**
     * Sets the kernel's counter {@code lost}, which is reported with each loss of events.
     *
     * @param total its value
     */
    public void kernelLostIs(long total) {
        if (events != null) {
            events.kernelLost(total);
        }
    }

    /**
     * Writes an event that is not a record.
     *
     * @param name   the name of the event
     * @param fields writes its members
     */
    public void event(String name, Consumer<JsonWriter> fields) {
        if (wanted()) {
            try {
                EventLine.write(json, line.clear(), name, fields);
                batcher.addEvent(line);
            } catch (OutOfMemoryError e) {
                unwritten++;
            }
        }
    }

    /**
     * Reports events of which no record has been received. Call it every few seconds: a serial is missing if it has not
     * been received by the second call after a higher one.
     */
    public void settleGaps() {
        gaps.settle();
        if (gate != null) {
            gate.settle();
        }
        writeGap();
        flush();
    }

    /** Gives the lines to the sinks. Call it when the channel has read everything that was available. */
    public void flush() {
        if (uncounted > 0) {
            counters.addRecords(uncounted);
            uncounted = 0;
        }
        if (events != null) {
            events.flush();
        }
        reportGaps();
        reportUnwritten();
        try {
            batcher.flush();
        } catch (OutOfMemoryError e) {
            LOGGER.debug("no memory to hand over lines; they stay in their chunk until the next flush", e);
        }
    }

    /** The report may itself find no memory; then it is repeated at the next flush, with the same lines. */
    private void reportUnwritten() {
        long lines = unwritten;
        if (lines == 0) {
            return;
        }
        event("undelivered", fields -> fields.number("lines", lines)
                .text("detail", "there was no memory for these lines, or a reader's queue failed"));
        if (unwritten == lines) {
            unwritten = 0;
            counters.addUndelivered(lines);
        } else {
            unwritten = lines;
        }
    }

    /** Gives the last lines to the sinks and frees the buffer. The stream must not be used afterwards. */
    public void close() {
        writeGap();
        flush();
        batcher.close();
        if (events != null) {
            events.close();
        }
    }

    /** A run of serials is missing. A longer run can be found piece by piece, as the window of serials moves on. */
    private void missing(long firstSerial, long count) {
        boolean continues = missing > 0 && firstSerial == (lastMissing + 1 & SERIAL_MASK);
        if (missing > 0 && !continues) {
            if (missingHeldBack) {
                writeGap();
            } else {
                missingScattered = true;
            }
        }
        if (missing == 0) {
            firstMissing = firstSerial;
        }
        missing += count;
        lastMissing = firstSerial + count - 1 & SERIAL_MASK;
        missingGrows = true;
        counters.addMissingEvents(count);
    }

    /**
     * Writes one line for all that was found missing since the last one, because every second event can be missing. A
     * single run is held back as long as it grows.
     */
    private void reportGaps() {
        if (missing > 0 && missingGrows && !missingScattered) {
            missingHeldBack = true;
            missingGrows = false;
        } else {
            writeGap();
        }
    }

    private void writeGap() {
        if (missing > 0) {
            event("serial_gap", fields -> fields.number("missing_events", missing).number("first_serial", firstMissing)
                    .number("last_serial", lastMissing));
        }
        missing = 0;
        missingGrows = false;
        missingScattered = false;
        missingHeldBack = false;
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
            } catch (RuntimeException | OutOfMemoryError e) {
                unwritten += batch.records();
                LOGGER.warn("a sink failed", e); // the other sinks still get the lines
            }
        }
    }
}
