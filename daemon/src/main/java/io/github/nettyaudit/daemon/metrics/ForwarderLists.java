package io.github.nettyaudit.daemon.metrics;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.metrics.AuditMetric.Kind;
import io.github.nettyaudit.daemon.metrics.AuditMetric.Source;
import io.github.nettyaudit.daemon.spool.SpoolCounters;
import io.github.nettyaudit.daemon.spool.SpoolGapCause;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The metrics of a {@link io.github.nettyaudit.daemon.forward.Forwarder}. */
final class ForwarderLists {
    private static final String SINK = "sink";
    private static final String KIND = "kind";
    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private ForwarderLists() {
    }

    static List<AuditMetric> all() {
        List<AuditMetric> all = new ArrayList<>();
        addIntake(all);
        addPolicy(all);
        addLosses(all);
        addSpool(all);
        addSinks(all);
        return all;
    }

    private static void addIntake(List<AuditMetric> all) {
        add(all, Source.INTAKE, "audit_intake_records_total", "records", "Records and lines copied into the ring.",
                status -> status.intake().records());
        add(all, Source.INTAKE, "audit_intake_bytes_total", "bytes", "Length of these records.",
                status -> status.intake().bytes());
        add(all, Source.INTAKE, "audit_intake_dropped_records_total", "records",
                "Records dropped because the ring was full, or because they were longer than it takes.",
                status -> status.intake().dropped());
        add(all, Source.INTAKE, "audit_intake_waits_total", "waits",
                "Times that the source had to wait because the ring was full.", status -> status.intake().waits());
        add(all, Source.INTAKE, "audit_intake_used_bytes", "bytes", "Part of the ring that is in use.",
                ForwarderStatus::ringBytes);
        add(all, Source.INTAKE, "audit_intake_size_bytes", "bytes", "Space of the ring.", ForwarderStatus::ringSize);
        add(all, Source.INTAKE, "audit_intake_high_water_bytes", "bytes",
                "Largest part of the ring that was found in use.", status -> status.intake().highWaterMark());
        add(all, Source.INTAKE, "audit_intake_replayed_entries_total", "entries",
                "Entries of the ring that an earlier process had left.", status -> status.intake().replayedEntries());
        add(all, Source.INTAKE, "audit_intake_repeated_events_total", "events",
                "Events of these entries that were left out because the earlier process had stored them.",
                status -> status.intake().repeatedEvents());
        add(all, Source.INTAKE, "audit_intake_other_lines_total", "lines", "Lines of a log that were no records.",
                status -> status.intake().otherLines());
        add(all, Source.INTAKE, "audit_intake_carries_total", "carries",
                "Times that records of old open events were written to a file beside the ring.",
                status -> status.intake().carries());
        add(all, Source.INTAKE, "audit_intake_events_total", "events",
                "Events taken from the ring, reports of losses and events that were not stored on purpose included.",
                status -> status.intake().eventsWritten());
        add(all, Source.INTAKE, "audit_intake_refused_events_total", "events",
                "Events that could not be stored; a report of a loss stands for each.",
                status -> status.intake().refusedEvents());
        add(all, Source.INTAKE, "audit_intake_store_waits_total", "waits",
                "Attempts to store for which there was no space, or which failed.",
                status -> status.intake().storeWaits());
        add(all, Source.INTAKE, "audit_intake_writer_idle_seconds", "seconds",
                "Time since the thread that stores events was seen at work; more than a few seconds mean that it is stuck.",
                status -> status.writerIdleNanos() / NANOS);
    }

    private static void addPolicy(List<AuditMetric> all) {
        add(all, Source.POLICY, "audit_policy_filtered_events_total", "events",
                "Events that were not stored because of the filter.", status -> status.policy().filtered());
        add(all, Source.POLICY, "audit_policy_rate_limited_events_total", "events",
                "Events that were not stored because of the rate limit.", status -> status.policy().rateLimited());
        add(all, Source.POLICY, "audit_policy_redacted_events_total", "events",
                "Events that were stored with marks in the place of secrets.", status -> status.policy().redacted());
    }

    private static void addLosses(List<AuditMetric> all) {
        String units = Arrays.stream(AuditLossKind.values()).map(kind -> word(kind) + " counts " + kind.unit())
                .collect(Collectors.joining(", "));
        all.add(AuditMetric.ofForwarder("audit_forwarder_losses_total", Kind.COUNTER, "losses", Source.LOSS, KIND,
                "What was lost or left out, by the kind of loss: " + units + '.',
                (status, values) -> status.losses().forEach((kind, count) -> values.accept(word(kind), count))));
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static void addSpool(List<AuditMetric> all) {
        add(all, Source.SPOOL, "audit_spool_used_bytes", "bytes",
                "Length of all segments of the spool, or memory of the events if there is no spool.",
                ForwarderStatus::spoolBytes);
        add(all, Source.SPOOL, "audit_spool_size_bytes", "bytes", "Bound on that.", ForwarderStatus::spoolSize);
        all.add(AuditMetric.ofForwarder("audit_spool_segments", Kind.GAUGE, "segments", Source.SPOOL, AuditMetric.NO_LABEL,
                "Segments of the spool.", (status, values) -> {
                    if (status.spool() != null) {
                        values.accept(AuditMetric.NO_LABEL, status.segments());
                    }
                }));
        addSpool(all, "audit_spool_entries_total", "entries", "Entries written; an entry is one event.",
                SpoolCounters::entries);
        addSpool(all, "audit_spool_entry_bytes_total", "bytes", "Length of these entries before compression.",
                SpoolCounters::entryBytes);
        addSpool(all, "audit_spool_blocks_total", "blocks", "Blocks written.", SpoolCounters::blocks);
        addSpool(all, "audit_spool_block_bytes_total", "bytes", "Length of these blocks in the files.",
                SpoolCounters::blockBytes);
        addSpool(all, "audit_spool_syncs_total", "syncs", "Rounds of fdatasync(2) that succeeded.", SpoolCounters::syncs);
        addSpool(all, "audit_spool_sync_seconds_total", "seconds", "Time that these rounds have taken.",
                counters -> counters.syncNanos() / NANOS);
        addSpool(all, "audit_spool_failed_syncs_total", "syncs", "Rounds of fdatasync(2) that failed.",
                SpoolCounters::syncFailures);
        addSpool(all, "audit_spool_failed_writes_total", "writes",
                "Attempts to write a block that failed because the disk was full or out of order.",
                SpoolCounters::writeFailures);
        addSpool(all, "audit_spool_damaged_blocks_total", "blocks",
                "Damaged places that readers have found; each reader counts for itself.", SpoolCounters::damagedBlocks);
        addSpool(all, "audit_spool_dropped_segments_total", "segments",
                "Segments deleted because of the bound, read by all sinks or not.", SpoolCounters::droppedSegments);
        all.add(AuditMetric.ofForwarder("audit_spool_dropped_entries_total", Kind.COUNTER, "entries", Source.SPOOL, KIND,
                "Entries discarded: dropped_oldest with segments that a sink had not read, dropped_newest because the"
                + " spool was full, not_written because the disk was full or out of order.", (status, values) -> {
                    SpoolCounters counters = status.spool();
                    if (counters != null) {
                        for (SpoolGapCause cause : List.of(SpoolGapCause.DROPPED_OLDEST, SpoolGapCause.DROPPED_NEWEST,
                                SpoolGapCause.NOT_WRITTEN)) {
                            values.accept(word(cause), counters.dropped(cause));
                        }
                    }
                }));
    }

    private static void addSinks(List<AuditMetric> all) {
        addSink(all, "audit_sink_state_mode", "mode",
                "What the sink is doing: 0 delivering or waiting for events, 1 trying again after a failure, 2 ending, 3"
                + " ended.", sink -> sink.state().ordinal());
        addSink(all, "audit_sink_position_entries", "entries",
                "Entries of the log up to which the sink has acknowledged everything.", DeliveryStatus::position);
        addSink(all, "audit_sink_committed_entries", "entries", "The position that is stored.",
                DeliveryStatus::committed);
        addSink(all, "audit_sink_lag_events", "events", "Events that the sink has not acknowledged.", DeliveryStatus::lag);
        addSink(all, "audit_sink_lag_seconds", "seconds",
                "Age of the oldest event that was sent and is not acknowledged; 0 if there is none.",
                ForwarderLists::lagSeconds);
        addSink(all, "audit_sink_batches_total", "batches",
                "Batches that were answered with every document accepted or refused.", DeliveryStatus::batches);
        addSink(all, "audit_sink_documents_total", "documents", "Documents that the sink has accepted.",
                DeliveryStatus::documents);
        addSink(all, "audit_sink_bytes_total", "bytes", "Bytes of these documents.", DeliveryStatus::bytes);
        addSink(all, "audit_sink_retried_batches_total", "batches", "Batches that had to be sent again.",
                DeliveryStatus::retries);
        addSink(all, "audit_sink_timeouts_total", "timeouts", "Batches that were not answered in time.",
                DeliveryStatus::timeouts);
        addSink(all, "audit_sink_refused_documents_total", "documents", "Documents that the sink has refused for good.",
                DeliveryStatus::refused);
        addSink(all, "audit_sink_not_encoded_events_total", "events", "Events for which the encoder failed.",
                DeliveryStatus::notEncoded);
        addSink(all, "audit_sink_damaged_entries_total", "entries", "Entries of the log that could not be decoded.",
                DeliveryStatus::damaged);
        addSink(all, "audit_sink_dead_letters_total", "letters",
                "Lines written to the dead-letter file, for documents that were refused or not encoded.",
                DeliveryStatus::deadLetters);
        addSink(all, "audit_sink_discarded_documents_total", "documents",
                "Documents refused, or not encoded, without a dead-letter file.", DeliveryStatus::discarded);
        addSink(all, "audit_sink_filtered_events_total", "events", "Events that the filter of the sink has left out.",
                DeliveryStatus::filtered);
        addSink(all, "audit_sink_lost_entries_total", "entries",
                "Entries that were not in the log any more when the sink came to them; a report of a loss was sent for"
                + " them.", DeliveryStatus::lostEntries);
    }

    private static double lagSeconds(DeliveryStatus sink) {
        return sink.oldestMillis() == 0 ? 0
                : Math.max(0, (System.currentTimeMillis() - sink.oldestMillis()) / MILLIS);
    }

    private static void add(List<AuditMetric> all, Source source, String name, String unit, String meaning,
            ToDoubleFunction<ForwarderStatus> value) {
        all.add(AuditMetric.ofForwarder(name, kind(name), unit, source, AuditMetric.NO_LABEL, meaning,
                (status, values) -> values.accept(AuditMetric.NO_LABEL, value.applyAsDouble(status))));
    }

    private static void addSpool(List<AuditMetric> all, String name, String unit, String meaning,
            ToDoubleFunction<SpoolCounters> value) {
        all.add(AuditMetric.ofForwarder(name, kind(name), unit, Source.SPOOL, AuditMetric.NO_LABEL, meaning,
                (status, values) -> {
                    SpoolCounters counters = status.spool();
                    if (counters != null) {
                        values.accept(AuditMetric.NO_LABEL, value.applyAsDouble(counters));
                    }
                }));
    }

    private static void addSink(List<AuditMetric> all, String name, String unit, String meaning,
            ToDoubleFunction<DeliveryStatus> value) {
        all.add(AuditMetric.ofForwarder(name, kind(name), unit, Source.SINK, SINK, meaning, (status, values) ->
                status.deliveries().forEach(sink -> values.accept(sink.name(), value.applyAsDouble(sink)))));
    }

    private static Kind kind(String name) {
        return name.endsWith("_total") ? Kind.COUNTER : Kind.GAUGE;
    }
}
