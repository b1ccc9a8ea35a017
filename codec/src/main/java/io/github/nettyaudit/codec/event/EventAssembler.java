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
    private final EventHosts hosts;
    private final boolean eventTime;
    private final long timeoutSeconds;
    private final int timeoutRecords;
    private long openBytes;
    private long records;
    private int round;
    private int batch;

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
        hosts = new EventHosts(options.maxHosts());
        eventTime = options.eventTime();
        timeoutSeconds = options.timeout().plusNanos(999_999_999).toSeconds();
        timeoutRecords = options.timeoutRecords();
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
            add(hosts.unnamed(), id.seconds(), id.milliseconds(), (int) id.serial(), type, content, false);
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
        add(host(line, buffer), line.seconds(), line.milliseconds(), (int) line.serial(), line.type(), content, true);
    }

    private EventHost host(AuditLogLine line, ByteBuf buffer) {
        int start = line.nodeStart();
        int length = line.nodeEnd() - start;
        if (length == 0) {
            return hosts.unnamed();
        }
        EventHost known = hosts.find(buffer, start, length);
        if (known != null) {
            return known;
        }
        for (EventHost host = hosts.oldest(); host != null && hosts.isFull(length); host = hosts.oldest()) {
            for (AuditEvent event = host.oldest(); event != null; event = host.oldest()) {
                evict(event, LossReports.TOO_MANY_HOSTS);
            }
            hosts.remove(host);
        }
        return hosts.add(buffer, start, length);
    }

    private void addUnparseable(int type, ByteBuf content) {
        counters.addRecord();
        AuditEvent event = new AuditEvent(null, 0, 0, 0, false);
        event.add(type, content, 1, Integer.MAX_VALUE);
        sink.recordAdded(event);
        give(event, AuditEventState.UNPARSEABLE);
    }

    private void add(EventHost host, long seconds, int milliseconds, int serial, int type, ByteBuf content,
            boolean isLog) {
        counters.addRecord();
        records++;
        if (eventTime) {
            losses.recordTime(seconds, milliseconds);
            host.recordAt(seconds, timeoutSeconds);
        }
        if (options.detectGaps()) {
            serials.note(host.name, serial, type);
        }
        AuditEvent event = open.find(host, seconds, milliseconds, serial);
        boolean isEnd = type == AuditMessageType.EOE;
        if (event == null) {
            if (isEnd) {
                content.release();
                counters.addOrphan();
                return;
            }
            event = begin(host, seconds, milliseconds, serial, isLog);
        } else {
            open.refresh(event);
        }
        event.records = records;
        event.round = round;
        event.batch = batch;
        addTo(event, type, content);
        if (isEnd || (options.proctitleEndsEvent() ? EventEnd.endsInLog(type) : EventEnd.standsAlone(type))) {
            end(event, AuditEventState.COMPLETE);
        }
        while (openBytes > options.maxTotalBytes()) {
            evict(open.oldest(), LossReports.TOO_MANY_BYTES);
        }
        if (eventTime) {
            endOverdue(host);
        }
    }

    private AuditEvent begin(EventHost host, long seconds, int milliseconds, int serial, boolean isLog) {
        if (open.size() >= options.maxEvents()) {
            evict(open.oldest(), LossReports.TOO_MANY_EVENTS);
        }
        AuditEvent event = new AuditEvent(host.name, seconds, milliseconds, serial, isLog);
        if (ended.contains(event)) {
            event.markLate();
            counters.addLate();
        }
        open.add(event, host);
        openBytes += event.openBytes();
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

    private void evict(@Nullable AuditEvent event, String reason) {
        if (event != null) {
            losses.evicted(event, reason);
            end(event, AuditEventState.EVICTED);
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

    /** Ends the events of a log that got no record for too long; those of the host are in the order of their last. */
    private void endOverdue(EventHost host) {
        for (AuditEvent event = host.oldest();
                event != null && host.isOverdue(event, timeoutSeconds, timeoutRecords); event = host.oldest()) {
            end(event, AuditEventState.TIMED_OUT);
        }
        for (AuditEvent event = open.oldest();
                event != null && records - event.records >= EventAssemblerOptions.MAX_DISTANCE; event = open.oldest()) {
            end(event, AuditEventState.TIMED_OUT);
        }
    }

    /**
     * Reports the end of a batch of records, for example of all datagrams that were read in one loop. Texts of open
     * events which are parts of larger buffers are copied, so that these buffers can be used again, and evictions are
     * reported as one loss.
     */
    public void batchEnd() {
        compact();
        losses.reportEvicted();
        counters.setOpen(open.size(), openBytes);
    }

    /**
     * Copies the texts of open events which are parts of larger buffers, so that these buffers can be used again, and does
     * nothing else of {@link #batchEnd()}: what is delivered does not depend on where the batches end.
     */
    public void compact() {
        for (AuditEvent event = open.youngest(); event != null && event.batch == batch; event = event.older) {
            event.compact();
        }
        batch++;
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
        hosts.clear();
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
     * Notes the highest serial that an earlier assembler has seen of the kernel's events, so that those that are missing
     * after it are reported, with the detail that they follow an earlier run. Does nothing but that, and nothing unless
     * gaps are detected. To be called before the first record.
     *
     * @param serial the serial; only the lower 32 bits are used
     */
    public void noteSerial(long serial) {
        if (options.detectGaps()) {
            losses.resumeAfter(serial);
            serials.note(hosts.unnamed().name, (int) serial, AuditMessageType.SYSCALL);
        }
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
