package io.github.nettyaudit.codec.event;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditRecordMessage;
import io.github.nettyaudit.codec.record.AuditLogLine;
import io.github.nettyaudit.codec.record.AuditEventId;
import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts records together to events, without a channel, a thread or a clock of its own.
 *
 * <p>Records belong to the same event if node, time and serial are equal. Events do not wait for each other: each is
 * given to the sink the moment it ends, by its EOE (in a log by PROCTITLE, see
 * {@link EventAssemblerOptions#commandLineEnds()}), at once if its type stands alone, or because it took too long or
 * there were too many. Whatever was held beyond a bound is counted, and the event says so.
 *
 * <p>Not thread-safe, and the sink must not call back.
 */
public final class EventAssembler {
    /** Ended events that are remembered to tell late records from those of a new event. */
    private static final int REMEMBERED = 1 << 10;
    /** Machines of which serials are watched; a log has a handful. */
    private static final int MAX_NODES = 256;

    private final EventAssemblerOptions options;
    private final AuditEventSink sink;
    private final OpenEvents open = new OpenEvents();
    private final AuditEventId stamp = new AuditEventId();
    private final NodeNames nodes = new NodeNames();
    private final long[] remembered = new long[REMEMBERED];
    private final EventCounters counters = new EventCounters();
    private final Map<@Nullable String, SerialGaps> gaps = new HashMap<>();
    private @Nullable SerialGaps lastGaps;
    private @Nullable String lastGapsNode;
    private int round;
    /** No open event's stamp is older than this, when the stamps are the clock. */
    private long oldestSecond = Long.MAX_VALUE;
    private long evicted;
    private @Nullable String evictedNode;
    private long firstEvicted;
    private long lastEvicted;
    private long lastSeconds;
    private int lastMilliseconds;
    private volatile long kernelLost = AuditLossEvent.UNKNOWN;

    /** An assembler that gives its events to {@code sink}. */
    public EventAssembler(EventAssemblerOptions options, AuditEventSink sink) {
        this.options = options;
        this.sink = sink;
    }

    /** Adds a record from the kernel. The message becomes the assembler's. */
    public void add(AuditRecordMessage message) {
        add(message.type(), message.content());
    }

    /** Adds a record from the kernel. The text becomes the assembler's. */
    public void add(int type, ByteBuf content) {
        if (stamp.read(content)) {
            add(null, stamp.seconds(), stamp.milliseconds(), (int) stamp.serial(), type, content, false);
        } else {
            addUnparseable(type, content);
        }
    }

    /**
     * Adds a line of a log.
     *
     * @param line what was read of the line, see {@link AuditLogLine#read(ByteBuf, int, int)}
     * @param buffer the line and what is around it, of which a slice is retained
     * @param start where the line starts
     * @param end where it ends
     */
    public void addLine(AuditLogLine line, ByteBuf buffer, int start, int end) {
        add(nodes.node(line, buffer), line.seconds(), line.milliseconds(), (int) line.serial(), line.type(),
                buffer.retainedSlice(start, end - start), true);
    }

    private void addUnparseable(int type, ByteBuf content) {
        counters.records++;
        AuditEvent event = new AuditEvent(null, 0, 0, 0, false);
        event.add(type, content, 1, Integer.MAX_VALUE);
        sink.recordAdded(event);
        give(event, AuditEventState.UNPARSEABLE);
    }

    private void add(@Nullable String node, long seconds, int milliseconds, int serial, int type, ByteBuf content,
            boolean isLog) {
        counters.records++;
        lastSeconds = seconds;
        lastMilliseconds = milliseconds;
        if (options.findsGaps()) {
            watchSerials(node, serial, type);
        }
        AuditEvent event = open.find(node, seconds, milliseconds, serial);
        boolean isEnd = type == AuditMessageType.EOE;
        if (event == null) {
            if (isEnd) {
                content.release();
                counters.strayEnds++;
                return;
            }
            event = begin(node, seconds, milliseconds, serial, isLog);
        } else {
            open.refresh(event);
        }
        event.round = round;
        if (isEnd && !options.keepsEnd()) {
            content.release();
        } else if (event.add(type, content, options.maxRecordsPerEvent(), options.maxBytesPerEvent())) {
            sink.recordAdded(event);
        } else {
            counters.dropped++;
        }
        if (isEnd || (options.commandLineEnds() ? EventEnd.endsInLog(type) : EventEnd.standsAlone(type))) {
            end(event, AuditEventState.COMPLETE);
        }
        if (options.stampsAreClock() && oldestSecond <= seconds - options.timeoutSeconds()) {
            endBefore(seconds - options.timeoutSeconds());
        }
    }

    /** Ends the event that has been without a record for the longest time, and remembers it for the loss event. */
    private void evict(AuditEvent event) {
        if (evicted > 0 && !Objects.equals(evictedNode, event.node())) {
            reportEvicted();
        }
        if (evicted++ == 0) {
            evictedNode = event.node();
            firstEvicted = event.serial();
        }
        lastEvicted = event.serial();
        end(event, AuditEventState.EVICTED);
    }

    private void reportEvicted() {
        if (evicted > 0) {
            long count = evicted;
            evicted = 0;
            loss(evictedNode, AuditLossKind.EVICTED, count, firstEvicted, lastEvicted,
                    "Too many events were open; those without a record for the longest time were ended.");
        }
    }

    /**
     * Reports that the caller has no more records at the moment, for example at the end of a batch of datagrams.
     * Losses that were noticed one by one are reported as one.
     */
    public void batchEnd() {
        reportEvicted();
    }

    private AuditEvent begin(@Nullable String node, long seconds, int milliseconds, int serial, boolean isLog) {
        AuditEvent oldest = open.oldest();
        if (oldest != null && open.size() >= options.maxEvents()) {
            evict(oldest);
        }
        AuditEvent event = new AuditEvent(node, seconds, milliseconds, serial, isLog);
        if (remembered[serial & REMEMBERED - 1] == identity(event)) {
            event.markLate();
            counters.late++;
        }
        open.add(event);
        oldestSecond = Math.min(oldestSecond, seconds);
        return event;
    }

    /** A number that two different events with the same lower serial bits do not share, all but certainly. */
    private static long identity(AuditEvent event) {
        long identity = (event.seconds() * 1_000 + event.milliseconds() << 32 | event.serial()) * 0x9e3779b97f4a7c15L;
        String node = event.node();
        return (node == null ? identity : identity ^ node.hashCode()) | 1;
    }

    private void end(AuditEvent event, AuditEventState state) {
        open.remove(event);
        remembered[event.serialBits() & REMEMBERED - 1] = identity(event);
        give(event, state);
    }

    private void give(AuditEvent event, AuditEventState state) {
        event.end(state);
        counters.ended[state.ordinal()]++;
        counters.repeated += event.repeatedRecords();
        int dropped = event.droppedRecords();
        String node = event.node();
        long serial = event.serial();
        sink.eventEnded(event);
        if (dropped > 0) {
            loss(node, AuditLossKind.DROPPED, dropped, serial, serial,
                    "The event exceeded the bound on the records or bytes of one event.");
        }
    }

    /** Gives up the events whose stamps are of that second or before. */
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
     * Says that half of the timeout has passed. Events that got no record between this call and the last but two, so
     * for 1 to 1.5 times the timeout, are given up; serials that did not come for so long are reported.
     */
    public void tick() {
        round++;
        reportEvicted();
        for (AuditEvent event = open.oldest(); event != null && round - event.round > 2; event = open.oldest()) {
            end(event, AuditEventState.TIMED_OUT);
        }
        gaps.values().forEach(SerialGaps::settle);
    }

    /** Whether there is anything that {@link #tick()} may give up. */
    public boolean isWaiting() {
        if (open.size() > 0) {
            return true;
        }
        for (SerialGaps watched : gaps.values()) {
            if (watched.isPending()) {
                return true;
            }
        }
        return false;
    }

    /** Ends all open events, as {@link AuditEventState#UNFINISHED}, and settles all serials: the stream is over. */
    public void end() {
        for (AuditEvent event = open.oldest(); event != null; event = open.oldest()) {
            end(event, AuditEventState.UNFINISHED);
        }
        reportEvicted();
        oldestSecond = Long.MAX_VALUE;
        gaps.values().forEach(SerialGaps::end);
    }

    private void watchSerials(@Nullable String node, int serial, int type) {
        // the audit daemon numbers its own records by itself
        if (type >= AuditMessageType.DAEMON_START && type < AuditMessageType.SYSCALL) {
            return;
        }
        SerialGaps watched = lastGaps;
        if (watched == null || node != lastGapsNode) {
            watched = gaps.get(node);
            if (watched == null) {
                if (gaps.size() == MAX_NODES) {
                    return;
                }
                watched = new SerialGaps((first, count) -> missing(node, first, count));
                gaps.put(node, watched);
            }
            lastGaps = watched;
            lastGapsNode = node;
        }
        watched.note(serial);
    }

    private void missing(@Nullable String node, long first, long count) {
        counters.missingSerials += count;
        loss(node, AuditLossKind.SERIAL_GAP, count, first, first + count - 1 & 0xffff_ffffL,
                "No record of these events arrived: they were lost, or suppressed after they had their serials.");
    }

    /**
     * Gives the sink an {@link AuditLossEvent} for a loss that the caller noticed, in order with the events.
     *
     * @param kind   the reason
     * @param count  the number of {@link AuditLossKind#unit() units} that are lost; {@link AuditLossEvent#UNKNOWN}
     *               if it is not known
     * @param detail one sentence for people, without any byte of a record
     */
    public void loss(AuditLossKind kind, long count, String detail) {
        loss(null, kind, count, AuditLossEvent.UNKNOWN, AuditLossEvent.UNKNOWN, detail);
    }

    private void loss(@Nullable String node, AuditLossKind kind, long count, long firstSerial, long lastSerial,
            String detail) {
        counters.ended[AuditEventState.LOSS.ordinal()]++;
        long now = options.stampsAreClock() ? lastSeconds * 1_000 + lastMilliseconds : System.currentTimeMillis();
        sink.eventEnded(new AuditLossEvent(node, Math.floorDiv(now, 1_000L), Math.floorMod(now, 1_000), kind, count,
                firstSerial, lastSerial, kernelLost, detail));
    }

    /**
     * Sets the kernel's counter of lost records, the {@code lost} of its status, which is reported with each loss. May
     * be called by any thread.
     *
     * @param lost the counter
     */
    public void kernelLost(long lost) {
        kernelLost = lost;
    }

    /** The number of events that are open. */
    public int openEvents() {
        return open.size();
    }

    /** What has been done so far. */
    public EventCounters counters() {
        return counters;
    }
}
