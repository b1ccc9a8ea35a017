package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.daemon.metrics.AuditMetrics;
import io.github.nettyaudit.daemon.spool.SpoolCounters;
import io.github.nettyaudit.daemon.spool.SpoolGapCause;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.github.nettyaudit.server.metrics.Health;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Writes the state of the server. Any thread. */
final class StatusWriter {
    private static final long NANOS = 1_000_000_000;
    private static final long MILLIS = 1000;
    private static final Map<String, String> KERNEL = Map.of("enabled", "audit_kernel_enabled_mode",
            "failure", "audit_kernel_failure_mode", "pid", "audit_kernel_daemon_pid",
            "lost", "audit_kernel_lost_records_total", "backlog", "audit_kernel_backlog_records",
            "backlog_limit", "audit_kernel_backlog_limit_records");

    private final StatusSource source;
    private final IntSupplier readers;
    private final LongSupplier rules;
    private final long started = System.nanoTime();

    /**
     * @param readers the readers of the tail
     * @param rules   how many rules the kernel has; negative if that is not known
     */
    StatusWriter(StatusSource source, IntSupplier readers, LongSupplier rules) {
        this.source = source;
        this.readers = readers;
        this.rules = rules;
    }

    byte[] status() {
        ForwarderStatus forwarder = source.forwarder().get();
        JsonWriter json = new JsonWriter();
        ByteBuf out = Unpooled.buffer();
        json.to(out).beginObject();
        json.text("version", source.version()).text("host", source.host()).text("time", Instant.now().toString());
        json.number("uptime_s", (System.nanoTime() - started) / NANOS).text("source", source.source());
        AuditDaemon daemon = source.daemon();
        if (daemon != null && !source.source().equals("demo")) {
            json.text("mode", daemon.mode().name().toLowerCase(Locale.ROOT));
            writeKernel(json, daemon.metrics());
        }
        writeReady(json);
        json.name("losses").beginArray();
        forwarder.losses().forEach((kind, count) -> writeLoss(json, kind, count));
        json.endArray();
        writeSpool(json, forwarder);
        writeSinks(json, forwarder);
        json.name("page").beginObject().number("clients", readers.getAsInt()).endObject();
        json.endLine();
        return ByteBufUtil.getBytes(out);
    }

    private void writeKernel(JsonWriter json, AuditMetrics metrics) {
        json.name("kernel").beginObject();
        KERNEL.forEach((name, metric) -> metrics.value(metric).ifPresent(value -> json.number(name, value)));
        long count = rules.getAsLong();
        if (count >= 0) {
            json.number("rules", count);
        }
        json.endObject();
    }

    private void writeReady(JsonWriter json) {
        Health health = source.health().get();
        List<String> reasons = new ArrayList<>(health.dead());
        reasons.addAll(health.notReady());
        json.name("ready").beginObject().name("ok").value(reasons.isEmpty());
        json.name("reasons").beginArray();
        reasons.forEach(json::value);
        json.endArray().endObject();
    }

    private static void writeLoss(JsonWriter json, AuditLossKind kind, long count) {
        json.beginObject().text("kind", kind.name().toLowerCase(Locale.ROOT)).number("count", count)
                .text("unit", kind.unit()).endObject();
    }

    private void writeSpool(JsonWriter json, ForwarderStatus forwarder) {
        SpoolCounters counters = forwarder.spool();
        json.name("spool");
        if (counters == null) {
            json.nullValue();
            return;
        }
        json.beginObject().number("bytes", forwarder.spoolBytes()).number("size_bytes", forwarder.spoolSize())
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

    private void writeSinks(JsonWriter json, ForwarderStatus forwarder) {
        List<StatusSource.Sink> known = source.sinks().get();
        json.name("sinks").beginArray();
        for (DeliveryStatus sink : forwarder.deliveries()) {
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
