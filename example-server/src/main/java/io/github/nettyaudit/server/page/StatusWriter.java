package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.metrics.AuditMetrics;
import io.github.nettyaudit.daemon.spool.SpoolCounters;
import io.github.nettyaudit.daemon.spool.SpoolGapCause;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the state of the server. Any thread. */
final class StatusWriter {
    private static final long MILLIS = 1000;
    /** What the kernel's status has, and the metric of it. */
    private static final Map<String, String> KERNEL = kernel();

    private static Map<String, String> kernel() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("enabled", "audit_kernel_enabled_mode");
        names.put("failure", "audit_kernel_failure_mode");
        names.put("pid", "audit_kernel_daemon_pid");
        names.put("lost", "audit_kernel_lost_records_total");
        names.put("backlog", "audit_kernel_backlog_records");
        names.put("backlog_limit", "audit_kernel_backlog_limit_records");
        names.put("backlog_wait_time", "audit_kernel_backlog_wait_time_ticks");
        names.put("backlog_wait_time_actual", "audit_kernel_backlog_wait_time_actual_ticks_total");
        names.put("rate_limit", "audit_kernel_rate_limit_records_per_second");
        return names;
    }

    private final StatusSource source;
    private final PageTail tail;

    StatusWriter(StatusSource source, PageTail tail) {
        this.source = source;
        this.tail = tail;
    }

    byte[] status() {
        ForwarderStatus forwarder = source.forwarder() == null ? null : source.forwarder().get();
        JsonWriter json = new JsonWriter();
        ByteBuf out = Unpooled.buffer();
        json.to(out).beginObject();
        json.text("version", source.version()).text("time", Instant.now().toString());
        if (!source.host().isEmpty()) {
            json.text("host", source.host());
        }
        json.number("uptime_s", ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS).text("source", source.source());
        AuditDaemon daemon = source.daemon();
        if (daemon != null && !source.source().equals("demo")) {
            json.text("mode", daemon.mode().name().toLowerCase(Locale.ROOT));
            writeKernel(json, daemon.metrics());
        }
        writeReady(json);
        json.name("losses").beginArray();
        (forwarder == null ? tail.losses() : forwarder.losses()).forEach((kind, count) -> writeLoss(json, kind, count));
        json.endArray();
        writeSpool(json, forwarder);
        writeSinks(json, forwarder);
        json.name("page").beginObject().number("clients", tail.readers()).endObject();
        json.endLine();
        return ByteBufUtil.getBytes(out);
    }

    private void writeKernel(JsonWriter json, AuditMetrics metrics) {
        json.name("kernel").beginObject();
        KERNEL.forEach((name, metric) -> metrics.value(metric).ifPresent(value -> json.number(name, value)));
        json.endObject();
    }

    private void writeReady(JsonWriter json) {
        List<String> reasons = source.health().get().reasons();
        json.name("ready").beginObject().name("ok").value(reasons.isEmpty());
        json.name("reasons").beginArray();
        reasons.forEach(json::value);
        json.endArray().endObject();
    }

    private static void writeLoss(JsonWriter json, AuditLossKind kind, long count) {
        json.beginObject().text("kind", kind.name().toLowerCase(Locale.ROOT)).number("count", count)
                .text("unit", kind.unit()).endObject();
    }

    private void writeSpool(JsonWriter json, @Nullable ForwarderStatus forwarder) {
        SpoolCounters counters = forwarder == null ? null : forwarder.spool();
        json.name("spool");
        if (forwarder == null || counters == null) {
            json.nullValue();
            return;
        }
        json.beginObject().number("bytes", forwarder.spoolBytes()).number("max_bytes", forwarder.spoolSize())
                .number("segments", forwarder.segments()).number("entries", counters.entries())
                .number("damaged", counters.damagedBlocks());
        long discarded = 0;
        for (SpoolGapCause cause : List.of(SpoolGapCause.DROPPED_OLDEST, SpoolGapCause.DROPPED_NEWEST,
                SpoolGapCause.NOT_WRITTEN)) {
            discarded += counters.dropped(cause);
        }
        json.number("discarded", discarded);
        if (source.spool() != null) {
            json.text("directory", source.spool().toString());
        }
        json.endObject();
    }

    private void writeSinks(JsonWriter json, @Nullable ForwarderStatus forwarder) {
        List<StatusSource.Sink> known = source.sinks().get();
        json.name("sinks").beginArray();
        for (DeliveryStatus sink : forwarder == null ? List.<DeliveryStatus>of() : forwarder.deliveries()) {
            if (sink.name().equals(PageTail.NAME)) {
                continue;
            }
            json.beginObject().text("name", sink.name());
            known.stream().filter(one -> one.name().equals(sink.name())).findFirst()
                    .ifPresent(one -> json.text("type", one.type()).text("format", one.format()));
            json.text("state", sink.state().name().toLowerCase(Locale.ROOT)).number("lag_events", sink.lag());
            json.number("lag_s", sink.oldestMillis() == 0 ? 0
                    : Math.max(0, (System.currentTimeMillis() - sink.oldestMillis()) / MILLIS));
            json.number("delivered", sink.documents()).number("retries", sink.retries())
                    .number("dead_letters", sink.deadLetters());
            if (sink.lastError() != null) {
                json.text("last_error", sink.lastError());
            }
            json.endObject();
        }
        json.endArray();
    }
}
