package io.github.nettyaudit.codec.event;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.record.AuditEventId;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Assembles records into events, without a channel, a thread or a timer of its own.
 *
 * <p>Records belong to the same event if host, time and serial are equal. Events do not wait for each other: the sink
 * receives each at the moment it ends, by its EOE record (in a log by PROCTITLE, see
 * {@link EventAssemblerOptions#proctitleEndsEvent()}), at once if records of its type stand alone, or because it took
 * too long or a bound was reached. Each loss is counted, and reported to the sink as an {@link AuditLossEvent}.
 *
 * <p>The owner reports the end of each batch of records by {@link #batchEnd()} and the passing of time by
 * {@link #tick()}. Not thread-safe; the sink must not call the assembler.
 */
public final class EventAssembler {
    private final EventAssemblerOptions options;
    private final AuditEventSink sink;
    private final OpenEvents open = new OpenEvents();
    private final EndedEvents ended = new EndedEvents();
    private final EventCounters counters = new EventCounters();
    private final LossReports losses;
    private final NodeSerials serials;
    private final AuditEventId id = new AuditEventId();
    private final NodeNames nodes = new NodeNames();
    private final long timeoutSeconds;
    private long openBytes;
    private int round;
    private int batch;
    /** No open event is older than this, when the time of the records is the clock. */
    private long oldestSecond = Long.MAX_VALUE;

    /**
     * Creates an assembler.
     *
     * @param options how to assemble
     * @param sink    receives the events
     */
    public EventAssembler(EventAssemblerOptions options, AuditEventSink sink) {
        this.options = requireNonNull(options, "options");
        this.sink = requireNonNull(sink, "sink");
        losses = new LossReports(sink, counters, options.eventTime());
        serials = new NodeSerials(losses::missing);
        timeoutSeconds = options.timeout().plusNanos(999_999_999).toSeconds();
    }

    /**
     * Adds a record from the kernel.
     *
     * @param message the record, which becomes the assembler's
     */
    public void add(AuditRecordMessage message) {
        add(message.type(), message.content());
    }

    /**
     * Adds a record from the kernel.
     *
     * @param type    the type in the netlink header
     * @param content the text, which becomes the assembler's
     */
    public void add(int type, ByteBuf content) {
        if (id.read(content)) {
            add(null, id.seconds(), id.milliseconds(), (int) id.serial(), type, content, false);
        } else {
            addUnparseable(type, content);
        }
    }

    /**
     * Adds a line of a log, of which a slice is retained.
     *
     * @param line   the line, read from {@code buffer} by {@link AuditLogLine#read(ByteBuf, int, int)}
     * @param buffer the buffer that holds the line, which must not change afterwards; the caller keeps its reference
     * @param start  the absolute index at which the line starts
     * @param end    the absolute index at which the line ends, exclusive
     */
    public void addLine(AuditLogLine line, ByteBuf buffer, int start, int end) {
        addLine(line, buffer, buffer.retainedSlice(start, end - start));
    }

    /**
     * Adds a copy of a line of a log, so that the buffer may be used for something else afterwards.
     *
     * @param line   the line, read from {@code buffer} by {@link AuditLogLine#read(ByteBuf, int, int)}
     * @param buffer the buffer that holds the line; the caller keeps its reference
     * @param start  the absolute index at which the line starts
     * @param end    the absolute index at which the line ends, exclusive
     */
    public void addCopyOfLine(AuditLogLine line, ByteBuf buffer, int start, int end) {
        addLine(line, buffer, buffer.copy(start, end - start));
    }

    private void addLine(AuditLogLine line, ByteBuf buffer, ByteBuf content) {
        add(nodes.node(line, buffer), line.seconds(), line.milliseconds(), (int) line.serial(), line.type(), content,
                true);
    }

    private void addUnparseable(int type, ByteBuf content) {
        counters.addRecord();
        AuditEvent event = new AuditEvent(null, 0, 0, 0, false);
        event.add(type, content, 1, Integer.MAX_VALUE);
        sink.recordAdded(event);
        give(event, AuditEventState.UNPARSEABLE);
    }

    private void add(@Nullable String node, long seconds, int milliseconds, int serial, int type, ByteBuf content,
            boolean isLog) {
        counters.addRecord();
        if (options.eventTime()) {
            losses.recordTime(seconds, milliseconds);
        }
        if (options.detectGaps()) {
            serials.note(node, serial, type);
        }
        AuditEvent event = open.find(node, seconds, milliseconds, serial);
        boolean isEnd = type == AuditMessageType.EOE;
        if (event == null) {
            if (isEnd) {
                content.release();
                counters.addOrphan();
                return;
            }
            event = begin(node, seconds, milliseconds, serial, isLog);
        } else {
            open.refresh(event);
        }
        event.round = round;
        event.batch = batch;
        addTo(event, type, content);
        if (isEnd || (options.proctitleEndsEvent() ? EventEnd.endsInLog(type) : EventEnd.standsAlone(type))) {
            end(event, AuditEventState.COMPLETE);
        }
        while (openBytes > options.maxTotalBytes()) {
            evict(LossReports.TOO_MANY_BYTES);
        }
        if (options.eventTime() && oldestSecond <= seconds - timeoutSeconds) {
            endBefore(seconds - timeoutSeconds);
        }
    }

    private AuditEvent begin(@Nullable String node, long seconds, int milliseconds, int serial, boolean isLog) {
        if (open.size() >= options.maxEvents()) {
            evict(LossReports.TOO_MANY_EVENTS);
        }
        AuditEvent event = new AuditEvent(node, seconds, milliseconds, serial, isLog);
        if (ended.contains(event)) {
            event.markLate();
            counters.addLate();
        }
        open.add(event);
        openBytes += event.openBytes();
        oldestSecond = Math.min(oldestSecond, seconds);
        return event;
    }

    private void addTo(AuditEvent event, int type, ByteBuf content) {
        if (type == AuditMessageType.EOE && !options.includeEoe()) {
            content.release();
            return;
        }
        int length = content.readableBytes();
        if (event.add(type, content, options.maxRecordsPerEvent(), options.maxBytesPerEvent())) {
            openBytes += AuditEvent.RECORD_OVERHEAD + length;
            sink.recordAdded(event);
        } else {
            counters.addDropped();
        }
    }

    private void evict(String reason) {
        AuditEvent oldest = open.oldest();
        if (oldest != null) {
            losses.evicted(oldest, reason);
            end(oldest, AuditEventState.EVICTED);
        }
    }

    private void end(AuditEvent event, AuditEventState state) {
        open.remove(event);
        openBytes -= event.openBytes();
        ended.add(event);
        give(event, state);
    }

    private void give(AuditEvent event, AuditEventState state) {
        event.end(state);
        counters.addEnded(state);
        counters.addRepeated(event.repeatedRecords());
        int dropped = event.droppedRecords();
        String node = event.node();
        long serial = event.serial();
        sink.eventEnded(event);
        if (dropped > 0) {
            losses.dropped(node, serial, dropped);
        }
    }

    /** Ends the events of that second or before. */
    private void endBefore(long second) {
        oldestSecond = Long.MAX_VALUE;
        AuditEvent next;
        for (AuditEvent event = open.oldest(); event != null; event = next) {
            next = event.younger;
            if (event.seconds() <= second) {
                end(event, AuditEventState.TIMED_OUT);
            } else {
                oldestSecond = Math.min(oldestSecond, event.seconds());
            }
        }
    }

    /**
     * Reports the end of a batch of records, for example of all datagrams that were read in one loop. Texts of open
     * events which are parts of larger buffers are copied, so that these buffers can be used again, and evictions are
     * reported as one loss.
     */
    public void batchEnd() {
        for (AuditEvent event = open.youngest(); event != null && event.batch == batch; event = event.older) {
            event.compact();
        }
        batch++;
        losses.reportEvicted();
        counters.setOpen(open.size(), openBytes);
    }

    /**
     * Reports that half of the timeout has passed. Events that got no record for 1 to 1.5 times the timeout are ended;
     * serials that did not arrive for so long are reported. Ends the batch, too.
     */
    public void tick() {
        batchEnd();
        round++;
        for (AuditEvent event = open.oldest(); event != null && round - event.round > 2; event = open.oldest()) {
            end(event, AuditEventState.TIMED_OUT);
        }
        serials.settle();
        counters.setOpen(open.size(), openBytes);
    }

    /**
     * Returns whether there is anything that a {@link #tick()} may end or report.
     *
     * @return whether time matters
     */
    public boolean isWaiting() {
        return open.size() > 0 || serials.isPending();
    }

    /**
     * Ends all open events, in state {@link AuditEventState#UNFINISHED}, and reports all missing serials. The stream
     * has ended; another one may follow.
     */
    public void end() {
        losses.reportEvicted();
        for (AuditEvent event = open.oldest(); event != null; event = open.oldest()) {
            end(event, AuditEventState.UNFINISHED);
        }
        oldestSecond = Long.MAX_VALUE;
        serials.end();
        counters.setOpen(0, 0);
    }

    /**
     * Gives the sink an {@link AuditLossEvent} for a loss that the caller noticed, in order with the events.
     *
     * @param kind   the reason
     * @param count  the number of {@link AuditLossKind#unit() units} that are lost; {@link AuditLossEvent#UNKNOWN}
     *               if it is not known
     * @param detail one sentence for people, without any byte of a record
     * @throws IllegalArgumentException if the count is less than {@link AuditLossEvent#UNKNOWN}
     */
    public void loss(AuditLossKind kind, long count, String detail) {
        losses.report(kind, count, detail);
    }

    /**
     * Sets the kernel's counter of lost records, the {@code lost} of its status, which is reported with each loss. May
     * be called by any thread.
     *
     * @param lost the counter
     */
    public void kernelLost(long lost) {
        losses.kernelLost(lost);
    }

    /**
     * Returns what has been done so far.
     *
     * @return the counters, always the same object
     */
    public EventCounters counters() {
        return counters;
    }
}
