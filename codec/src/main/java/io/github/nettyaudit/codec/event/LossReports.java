package io.github.nettyaudit.codec.event;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Makes the loss events of an assembler, and counts them. Evictions are collected until somebody reports them. */
final class LossReports {
    static final String TOO_MANY_EVENTS =
            "More events were open than maxEvents; those without a record for the longest time were ended.";
    static final String TOO_MANY_BYTES = "The open events occupied more memory than maxTotalBytes; those without a "
            + "record for the longest time were ended.";
    static final String TOO_MANY_HOSTS = "The log names more hosts than maxHosts; the events of those without a record "
            + "for the longest time were ended.";
    private static final String TOO_LARGE = "The event exceeded maxRecordsPerEvent or maxBytesPerEvent.";
    private static final String MISSING =
            "No record of these events arrived: they were lost, or suppressed after they had their serials.";
    private static final String MISSING_AFTER_RESTART = "No record of these events arrived. They follow the last event that "
            + "an earlier run has read: most likely they happened while nothing was reading.";
    private static final long SERIAL_MASK = 0xffff_ffffL;

    private final AuditEventSink sink;
    private final EventCounters counters;
    private final boolean eventTime;
    private long seconds;
    private int milliseconds;
    private volatile long kernelLost = AuditLossEvent.UNKNOWN;
    private long evicted;
    private String evictedReason = "";
    private @Nullable String evictedNode;
    /** The serial that follows the last one of an earlier run; {@link AuditLossEvent#UNKNOWN} without one. */
    private long resumesAt = AuditLossEvent.UNKNOWN;
    private long firstEvicted;
    private long lastEvicted;

    LossReports(AuditEventSink sink, EventCounters counters, boolean eventTime) {
        this.sink = sink;
        this.counters = counters;
        this.eventTime = eventTime;
    }

    void kernelLost(long lost) {
        kernelLost = lost;
    }

    /** Notes the time of a record, which is the clock if the options say so. */
    void recordTime(long recordSeconds, int recordMilliseconds) {
        seconds = recordSeconds;
        milliseconds = recordMilliseconds;
    }

    /** Notes the last serial of an earlier run, so that a gap after it is reported with its likely cause. */
    void resumeAfter(long serial) {
        resumesAt = serial + 1 & SERIAL_MASK;
    }

    void missing(@Nullable String node, long first, long count) {
        boolean afterRestart = node == null && first == resumesAt;
        if (afterRestart) {
            resumesAt = AuditLossEvent.UNKNOWN; // a serial comes again after 2^32 events
        }
        report(node, AuditLossKind.SERIAL_GAP, count, first, first + count - 1 & SERIAL_MASK,
                afterRestart ? MISSING_AFTER_RESTART : MISSING);
    }

    void dropped(@Nullable String node, long serial, int count) {
        report(node, AuditLossKind.DROPPED, count, serial, serial, TOO_LARGE);
    }

    /** Notes that an event is about to be evicted. Those of one host and reason are reported together. */
    void evicted(AuditEvent event, String reason) {
        if (!reason.equals(evictedReason) || !Objects.equals(evictedNode, event.node())) {
            reportEvicted();
        }
        if (evicted++ == 0) {
            evictedReason = reason;
            evictedNode = event.node();
            firstEvicted = event.serial();
        }
        lastEvicted = event.serial();
    }

    void reportEvicted() {
        if (evicted > 0) {
            long count = evicted;
            evicted = 0;
            report(evictedNode, AuditLossKind.EVICTED, count, firstEvicted, lastEvicted, evictedReason);
        }
    }

    void report(AuditLossKind kind, long count, String detail) {
        report(null, kind, count, AuditLossEvent.UNKNOWN, AuditLossEvent.UNKNOWN, detail);
    }

    private void report(@Nullable String node, AuditLossKind kind, long count, long first, long last, String detail) {
        if (!eventTime) {
            long now = System.currentTimeMillis();
            seconds = Math.floorDiv(now, 1_000L);
            milliseconds = Math.floorMod(now, 1_000);
        }
        AuditLossEvent event = new AuditLossEvent(node, seconds, milliseconds, kind, count, first, last, kernelLost,
                detail);
        counters.addLost(kind, count);
        sink.eventEnded(event);
    }
}
