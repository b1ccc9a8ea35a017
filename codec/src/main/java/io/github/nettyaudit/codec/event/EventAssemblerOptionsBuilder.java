package io.github.nettyaudit.codec.event;

import java.time.Duration;

/** Builds {@link EventAssemblerOptions}; made by {@link EventAssemblerOptions#toBuilder()}. Not thread-safe. */
public final class EventAssemblerOptionsBuilder {
    private static final int LARGEST_MAX_EVENTS = 1 << 24;
    private static final int LARGEST_MAX_HOSTS = 1 << 20;
    private static final Duration SHORTEST_TIMEOUT = Duration.ofMillis(1);
    private static final Duration LONGEST_TIMEOUT = Duration.ofDays(1);

    int maxEvents = EventAssemblerOptions.MAX_EVENTS;
    int maxRecordsPerEvent = EventAssemblerOptions.MAX_RECORDS_PER_EVENT;
    int maxBytesPerEvent = EventAssemblerOptions.MAX_BYTES_PER_EVENT;
    long maxTotalBytes = EventAssemblerOptions.MAX_TOTAL_BYTES;
    int maxHosts = EventAssemblerOptions.MAX_HOSTS;
    int timeoutRecords = EventAssemblerOptions.TIMEOUT_RECORDS;
    Duration timeout = EventAssemblerOptions.TIMEOUT;
    boolean eventTime;
    boolean proctitleEndsEvent;
    boolean includeEoe;
    boolean detectGaps = true;

    EventAssemblerOptionsBuilder() {
    }

    EventAssemblerOptionsBuilder(EventAssemblerOptions options) {
        maxEvents = options.maxEvents();
        maxRecordsPerEvent = options.maxRecordsPerEvent();
        maxBytesPerEvent = options.maxBytesPerEvent();
        maxTotalBytes = options.maxTotalBytes();
        maxHosts = options.maxHosts();
        timeout = options.timeout();
        timeoutRecords = options.timeoutRecords();
        eventTime = options.eventTime();
        proctitleEndsEvent = options.proctitleEndsEvent();
        includeEoe = options.includeEoe();
        detectGaps = options.detectGaps();
    }

    private static void check(String name, long value, long largest) {
        if (value < 1 || value > largest) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 to " + largest + ')');
        }
    }

    /**
     * Sets how many events may be open at a time.
     *
     * @param events 1 to 16777216
     * @return this builder
     * @throws IllegalArgumentException for every other number
     * @see EventAssemblerOptions#maxEvents()
     */
    public EventAssemblerOptionsBuilder maxEvents(int events) {
        check("maxEvents", events, LARGEST_MAX_EVENTS);
        maxEvents = events;
        return this;
    }

    /**
     * Sets how many records an event may have.
     *
     * @param records at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     * @see EventAssemblerOptions#maxRecordsPerEvent()
     */
    public EventAssemblerOptionsBuilder maxRecordsPerEvent(int records) {
        check("maxRecordsPerEvent", records, Integer.MAX_VALUE);
        maxRecordsPerEvent = records;
        return this;
    }

    /**
     * Sets how many bytes the texts of an event may have.
     *
     * @param bytes at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     * @see EventAssemblerOptions#maxBytesPerEvent()
     */
    public EventAssemblerOptionsBuilder maxBytesPerEvent(int bytes) {
        check("maxBytesPerEvent", bytes, Integer.MAX_VALUE);
        maxBytesPerEvent = bytes;
        return this;
    }

    /**
     * Sets how many bytes of memory all open events may occupy. A single event that exceeds it is evicted itself.
     *
     * @param bytes at least 1
     * @return this builder
     * @throws IllegalArgumentException if the number is less than 1
     * @see EventAssemblerOptions#maxTotalBytes()
     */
    public EventAssemblerOptionsBuilder maxTotalBytes(long bytes) {
        check("maxTotalBytes", bytes, Long.MAX_VALUE);
        maxTotalBytes = bytes;
        return this;
    }

    /**
     * Sets how many hosts of a log are distinguished at a time.
     *
     * @param hosts 1 to 1048576
     * @return this builder
     * @throws IllegalArgumentException for every other number
     * @see EventAssemblerOptions#maxHosts()
     */
    public EventAssemblerOptionsBuilder maxHosts(int hosts) {
        check("maxHosts", hosts, LARGEST_MAX_HOSTS);
        maxHosts = hosts;
        return this;
    }

    /**
     * Sets how long an event may be without a record before it is ended.
     *
     * @param longest 1 millisecond to 1 day
     * @return this builder
     * @throws IllegalArgumentException for every other duration
     * @see EventAssemblerOptions#timeout()
     */
    public EventAssemblerOptionsBuilder timeout(Duration longest) {
        if (longest.compareTo(SHORTEST_TIMEOUT) < 0 || longest.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout: " + longest + " (expected: " + SHORTEST_TIMEOUT + " to "
                    + LONGEST_TIMEOUT + ')');
        }
        timeout = longest;
        return this;
    }

    /**
     * Sets how many records of its host must follow an event of a log before it may be timed out.
     *
     * @param records 0 to {@value EventAssemblerOptions#MAX_DISTANCE}
     * @return this builder
     * @throws IllegalArgumentException for every other number
     * @see EventAssemblerOptions#timeoutRecords()
     */
    public EventAssemblerOptionsBuilder timeoutRecords(int records) {
        if (records < 0 || records > EventAssemblerOptions.MAX_DISTANCE) {
            throw new IllegalArgumentException("timeoutRecords: " + records + " (expected: 0 to "
                    + EventAssemblerOptions.MAX_DISTANCE + ')');
        }
        timeoutRecords = records;
        return this;
    }

    /**
     * Sets whether time passes as the records say.
     *
     * @param fromRecords whether the time of the records is the clock
     * @return this builder
     * @see EventAssemblerOptions#eventTime()
     */
    public EventAssemblerOptionsBuilder eventTime(boolean fromRecords) {
        eventTime = fromRecords;
        return this;
    }

    /**
     * Sets whether a PROCTITLE record ends its event.
     *
     * @param ends whether events end so
     * @return this builder
     * @see EventAssemblerOptions#proctitleEndsEvent()
     */
    public EventAssemblerOptionsBuilder proctitleEndsEvent(boolean ends) {
        proctitleEndsEvent = ends;
        return this;
    }

    /**
     * Sets whether the EOE record is one of the event's records.
     *
     * @param include whether it is kept
     * @return this builder
     * @see EventAssemblerOptions#includeEoe()
     */
    public EventAssemblerOptionsBuilder includeEoe(boolean include) {
        includeEoe = include;
        return this;
    }

    /**
     * Sets whether missing serials are reported.
     *
     * @param detect whether they are looked for
     * @return this builder
     * @see EventAssemblerOptions#detectGaps()
     */
    public EventAssemblerOptionsBuilder detectGaps(boolean detect) {
        detectGaps = detect;
        return this;
    }

    /**
     * Builds the options.
     *
     * @return new options
     */
    public EventAssemblerOptions build() {
        return new EventAssemblerOptions(this);
    }
}
