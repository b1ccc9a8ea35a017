package io.github.nettyaudit.codec.event;

import java.time.Duration;

/**
 * How records are assembled into events, and how much is held meanwhile. Start from {@link #live()} or {@link #log()}:
 * <pre>{@code
 * EventAssemblerOptions options = EventAssemblerOptions.live().toBuilder().timeout(Duration.ofSeconds(5)).build();
 * }</pre>
 *
 * <h2>When events of a log end</h2>
 * Host, stamp and serial make the event; a record belongs to the open event with the same three, whatever came between.
 * With {@link #log()} an event ends
 * <ol>
 * <li>by its last record, in state {@link AuditEventState#COMPLETE};</li>
 * <li>when the clock of its host has run for the {@link #timeout()}, in whole seconds, since the event's last record,
 * <em>and</em> more than {@link #timeoutRecords()} records of this host have followed that record, in state
 * {@link AuditEventState#TIMED_OUT};</li>
 * <li>when {@value #MAX_DISTANCE} records of any host have followed its last record, in the same state;</li>
 * <li>when {@link #maxEvents()}, {@link #maxTotalBytes()} or {@link #maxHosts()} would be exceeded, in state
 * {@link AuditEventState#EVICTED}, which an {@link AuditLossEvent} reports;</li>
 * <li>at the end of the log, in state {@link AuditEventState#UNFINISHED}.</li>
 * </ol>
 * Each host has a clock of its own. It advances when a record is later than all earlier records of the host, and it
 * never goes back. If 1,024 consecutive records are older than the latest stamp by more than the timeout, the clock of
 * the host was set back, and continues from these stamps. So an event whose records have no more than
 * {@link #timeoutRecords()} records of its host between two of them is never torn: not by clocks that differ between
 * hosts, not by a clock that is set forward or back, and not by a call that took long.
 *
 * <p>A record that arrives after its event has ended begins another event of the same host, stamp and serial, which is
 * marked as {@linkplain AuditEvent#isLate() late}. For this, the events of the last 4,096 serials of one host are
 * remembered; several hosts share this memory.
 *
 * <p>Immutable.
 */
public final class EventAssemblerOptions {
    /** The default of {@link #maxEvents()}: more than the threads that a large machine runs at once. */
    public static final int MAX_EVENTS = 4_096;
    /** The default of {@link #maxRecordsPerEvent()}: an execve(2) with 2 MiB of arguments, all hexadecimal, has 600. */
    public static final int MAX_RECORDS_PER_EVENT = 2_048;
    /** The default of {@link #maxBytesPerEvent()}, 8 MiB: the same execve(2) has 5 MB of text. */
    public static final int MAX_BYTES_PER_EVENT = 8 << 20;
    /** The default of {@link #maxTotalBytes()}, 64 MiB. */
    public static final long MAX_TOTAL_BYTES = 64L << 20;
    /** The default of {@link #timeout()}, 2 seconds, as libauparse has it. */
    public static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** The default of {@link #maxHosts()}. */
    public static final int MAX_HOSTS = 4_096;
    /** The default of {@link #timeoutRecords()}: more than the processors of a host write between two records. */
    public static final int TIMEOUT_RECORDS = 256;
    /** So many records of all hosts after its last one, an event of a log is ended in any case. */
    public static final int MAX_DISTANCE = 65_536;

    private static final EventAssemblerOptions LIVE = new EventAssemblerOptionsBuilder().build();
    private static final EventAssemblerOptions LOG = new EventAssemblerOptionsBuilder()
            .eventTime(true).proctitleEndsEvent(true).includeEoe(true).detectGaps(false).build();

    private final int maxEvents;
    private final int maxRecordsPerEvent;
    private final int maxBytesPerEvent;
    private final long maxTotalBytes;
    private final int maxHosts;
    private final Duration timeout;
    private final int timeoutRecords;
    private final boolean eventTime;
    private final boolean proctitleEndsEvent;
    private final boolean includeEoe;
    private final boolean detectGaps;

    EventAssemblerOptions(EventAssemblerOptionsBuilder builder) {
        maxEvents = builder.maxEvents;
        maxRecordsPerEvent = builder.maxRecordsPerEvent;
        maxBytesPerEvent = builder.maxBytesPerEvent;
        maxTotalBytes = builder.maxTotalBytes;
        maxHosts = builder.maxHosts;
        timeout = builder.timeout;
        timeoutRecords = builder.timeoutRecords;
        eventTime = builder.eventTime;
        proctitleEndsEvent = builder.proctitleEndsEvent;
        includeEoe = builder.includeEoe;
        detectGaps = builder.detectGaps;
    }

    /**
     * Returns the options for records from the kernel: an EOE record ends an event and is left out, the time is the
     * system's clock, and missing serials are reported.
     *
     * @return the options, with the default bounds
     */
    public static EventAssemblerOptions live() {
        return LIVE;
    }

    /**
     * Returns the options for logs. As for libauparse, a PROCTITLE record ends an event, because audit daemons do not
     * write the kernel's EOE. Time passes as the stamps of each host say, see above, and missing serials are not
     * reported, because a log may have been filtered.
     *
     * @return the options, with the default bounds
     */
    public static EventAssemblerOptions log() {
        return LOG;
    }

    /**
     * Returns a builder that starts with these options.
     *
     * @return a new builder
     */
    public EventAssemblerOptionsBuilder toBuilder() {
        return new EventAssemblerOptionsBuilder(this);
    }

    /**
     * Returns the number of events that may be open at a time. When one more begins, the event that has been without a
     * record for the longest time is evicted.
     *
     * @return 1 to 16777216
     */
    public int maxEvents() {
        return maxEvents;
    }

    /**
     * Returns the number of records that an event may have. Further records are dropped and counted.
     *
     * @return at least 1
     */
    public int maxRecordsPerEvent() {
        return maxRecordsPerEvent;
    }

    /**
     * Returns the number of bytes that the texts of an event may have. A record that does not fit is dropped and
     * counted.
     *
     * @return at least 1
     */
    public int maxBytesPerEvent() {
        return maxBytesPerEvent;
    }

    /**
     * Returns the number of bytes of memory that all open events may occupy, their objects included; see
     * {@link EventCounters#openBytes()}. When they exceed it, those that have been without a record for the longest
     * time are evicted.
     *
     * @return at least 1
     */
    public long maxTotalBytes() {
        return maxTotalBytes;
    }

    /**
     * Returns how long an event may be without a record before it is ended without its end.
     *
     * @return 1 millisecond to 1 day
     */
    public Duration timeout() {
        return timeout;
    }

    /**
     * Returns how many hosts of a log are distinguished at a time. When one more is named, the host that has been
     * without a record for the longest time is forgotten, and its open events are evicted. The names of all hosts
     * together are bounded too, by 1 MiB.
     *
     * @return 1 to 1048576
     */
    public int maxHosts() {
        return maxHosts;
    }

    /**
     * Returns how many records of its host must at least follow an event of a log before the time of the records may
     * end it. Not used unless {@link #eventTime()}.
     *
     * @return 0 to {@value #MAX_DISTANCE}
     */
    public int timeoutRecords() {
        return timeoutRecords;
    }

    /**
     * Returns whether time passes as the records say. A log is read faster than it was written, so the stamps of each
     * host are its clock, see above; the {@link #timeout()} is rounded up to whole seconds. Otherwise
     * {@link EventAssembler#tick()} reports that time passes.
     *
     * @return whether the time of the records is the clock
     */
    public boolean eventTime() {
        return eventTime;
    }

    /**
     * Returns whether a PROCTITLE record ends its event, and the other types after which libauparse ends an event.
     *
     * @return whether events end so
     */
    public boolean proctitleEndsEvent() {
        return proctitleEndsEvent;
    }

    /**
     * Returns whether the EOE record is one of the event's records.
     *
     * @return whether it is kept
     */
    public boolean includeEoe() {
        return includeEoe;
    }

    /**
     * Returns whether missing serials are reported as {@link AuditLossKind#SERIAL_GAP}, see {@link SerialGaps}.
     *
     * @return whether they are looked for
     */
    public boolean detectGaps() {
        return detectGaps;
    }
}
