package io.github.nettyaudit.codec.event;

/**
 * How events are put together, and how much is held meanwhile. Immutable; start from {@link #live()} or {@link #log()}.
 *
 * @param maxEvents the most events that are open at a time; one more, and the one that waited longest is evicted
 * @param maxRecordsPerEvent the most records that an event keeps; further ones are counted and dropped
 * @param maxBytesPerEvent the most bytes of text that an event keeps; a record that does not fit is counted and dropped
 * @param timeoutSeconds after how long without an end an event is given up
 * @param stampsAreClock whether the stamps of the records say what time it is: of a log, which is read faster than it
 *         was written, an event is over when a record comes that is so many seconds younger than its own stamp.
 *         Otherwise {@link EventAssembler#tick()} says that time passes
 * @param commandLineEnds whether PROCTITLE ends an event, and the other types after which libauparse sees an event as
 *         ended. Logs need it, as audit daemons do not write the kernel's EOE
 * @param keepsEnd whether the EOE is kept as a record of its event
 * @param findsGaps whether missing serials are looked for
 */
public record EventAssemblerOptions(int maxEvents, int maxRecordsPerEvent, int maxBytesPerEvent, int timeoutSeconds,
        boolean stampsAreClock, boolean commandLineEnds, boolean keepsEnd, boolean findsGaps) {
    /** Events open at a time: more than the threads that a large machine runs at once. */
    public static final int MAX_EVENTS = 4_096;
    /** Records: an execve with two megabytes of arguments, in hexadecimal, makes some 600. */
    public static final int MAX_RECORDS_PER_EVENT = 2_048;
    /** Bytes: the same execve makes some five million. */
    public static final int MAX_BYTES_PER_EVENT = 8 << 20;
    /** Seconds: what libauparse waits. */
    public static final int TIMEOUT_SECONDS = 2;

    /** Checks the bounds. */
    public EventAssemblerOptions {
        if (maxEvents < 1 || maxEvents > 1 << 24 || maxRecordsPerEvent < 1 || maxBytesPerEvent < 1
                || timeoutSeconds < 1) {
            throw new IllegalArgumentException("maxEvents: " + maxEvents + ", maxRecordsPerEvent: "
                    + maxRecordsPerEvent + ", maxBytesPerEvent: " + maxBytesPerEvent + ", timeoutSeconds: "
                    + timeoutSeconds + " (expected: all 1 or more, at most 16777216 events)");
        }
    }

    /** For records from the kernel: EOE ends an event, and time is the clock's. */
    public static EventAssemblerOptions live() {
        return new EventAssemblerOptions(MAX_EVENTS, MAX_RECORDS_PER_EVENT, MAX_BYTES_PER_EVENT, TIMEOUT_SECONDS,
                false, false, false, true);
    }

    /** For logs: PROCTITLE ends an event, and time is what the stamps say. Groups records as libauparse does. */
    public static EventAssemblerOptions log() {
        return new EventAssemblerOptions(MAX_EVENTS, MAX_RECORDS_PER_EVENT, MAX_BYTES_PER_EVENT, TIMEOUT_SECONDS,
                true, true, true, false);
    }

    /** The same with other bounds. */
    public EventAssemblerOptions withBounds(int events, int recordsPerEvent, int bytesPerEvent) {
        return new EventAssemblerOptions(events, recordsPerEvent, bytesPerEvent, timeoutSeconds, stampsAreClock,
                commandLineEnds, keepsEnd, findsGaps);
    }

    /** The same with another timeout. */
    public EventAssemblerOptions withTimeout(int seconds) {
        return new EventAssemblerOptions(maxEvents, maxRecordsPerEvent, maxBytesPerEvent, seconds, stampsAreClock,
                commandLineEnds, keepsEnd, findsGaps);
    }

    /** The same with or without the EOE among an event's records. */
    public EventAssemblerOptions withEnds(boolean keep) {
        return new EventAssemblerOptions(maxEvents, maxRecordsPerEvent, maxBytesPerEvent, timeoutSeconds,
                stampsAreClock, commandLineEnds, keep, findsGaps);
    }

    /** The same, looking for missing serials or not. */
    public EventAssemblerOptions withGaps(boolean find) {
        return new EventAssemblerOptions(maxEvents, maxRecordsPerEvent, maxBytesPerEvent, timeoutSeconds,
                stampsAreClock, commandLineEnds, keepsEnd, find);
    }
}
