package io.github.nettyaudit.daemon.metrics;


import io.github.nettyaudit.codec.event.AuditEventState;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.codec.event.EventCounters;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** The metrics of the event assemblers of a data channel, or of a forwarder. */
final class AssemblerMetrics {
    private static final String PREFIX = "audit_assembler_";

    private AssemblerMetrics() {
    }

    static List<AuditMetric> list() {
        List<AuditMetric> all = new ArrayList<>();
        all.add(counter("records", "records", "Records received by the assembler, those included that it dropped.",
                EventCounters::records));
        for (AuditEventState state : AuditEventState.values()) {
            all.add(counter(word(state) + "_events", "events", meaning(state), counters -> counters.ended(state)));
        }
        for (AuditLossKind kind : AuditLossKind.values()) {
            if (kind == AuditLossKind.DISCARDED || kind == AuditLossKind.RATE_LIMITED) {
                continue; // the events have left the assembler
            }
            all.add(counter("lost_" + word(kind) + '_' + kind.unit(), kind.unit(), meaning(kind),
                    counters -> counters.lost(kind)));
        }
        all.add(counter("late_events", "events", "Events of records that arrived after their event had ended.",
                EventCounters::lateEvents));
        all.add(counter("repeated_records", "records", "Records that were the same as an earlier one of their event.",
                EventCounters::repeatedRecords));
        all.add(counter("dropped_records", "records",
                "Records dropped because their event had reached maxRecordsPerEvent or maxBytesPerEvent.",
                EventCounters::droppedRecords));
        all.add(counter("orphan_eoe_records", "records", "EOE records that belonged to no open event.",
                EventCounters::orphanEoe));
        all.add(gauge("open_events", "events", "Events that are not complete yet.", EventCounters::openEvents));
        all.add(gauge("open_bytes", "bytes", "Memory of the events that are not complete yet.",
                EventCounters::openBytes));
        return all;
    }

    private static AuditMetric counter(String name, String unit, String meaning, ToLongFunction<EventCounters> value) {
        return AuditMetric.ofAssemblers(PREFIX + name + "_total", AuditMetric.Kind.COUNTER, unit, meaning, value);
    }

    private static AuditMetric gauge(String name, String unit, String meaning, ToLongFunction<EventCounters> value) {
        return AuditMetric.ofAssemblers(PREFIX + name, AuditMetric.Kind.GAUGE, unit, meaning, value);
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String meaning(AuditEventState state) {
        return switch (state) {
            case COMPLETE -> "Events that ended with their last record.";
            case TIMED_OUT -> "Events whose end did not arrive in time.";
            case EVICTED -> "Events that were ended early because too much was open.";
            case UNFINISHED -> "Events that were open when the channel closed or the assembler was removed.";
            case UNPARSEABLE -> "Records without a readable time and serial, each delivered as an event.";
            case LOSS -> "Reports of a loss (AuditLossEvent).";
        };
    }

    private static String meaning(AuditLossKind kind) {
        return switch (kind) {
            case OVERRUN -> "Datagrams reported as lost because the socket's receive queue was full.";
            case SERIAL_GAP -> "Events of which no record arrived, by their serials: lost, suppressed by the"
                    + " kernel's rate_limit, or from the time between two runs.";
            case TRUNCATED -> "Datagrams reported as received in part only.";
            case UNEXPECTED_SENDER -> "Datagrams reported as discarded because the kernel had not sent them.";
            case INVALID -> "Messages that could not be decoded.";
            case EVICTED -> "Events reported as ended early because too much was open.";
            case DROPPED -> "Records reported as dropped because their event had reached a bound.";
            case UNDELIVERED -> "Datagrams reported as received and not delivered.";
            case DISCARDED -> "Stored events reported as lost before they were delivered.";
            case RATE_LIMITED -> "Events left out by a rate limit.";
        };
    }
}
