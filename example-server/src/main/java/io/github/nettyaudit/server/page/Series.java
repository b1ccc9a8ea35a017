package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditLossKind;
import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.delivery.DeliveryStatus;
import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import io.github.nettyaudit.schema.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What the server did in each step of the last ten minutes. Thread-safe. */
final class Series {
    static final int STEP_SECONDS = 2;
    private static final int POINTS = 600 / STEP_SECONDS;
    /** Whole events, each of which is counted by one of these kinds; others count parts of the same losses. */
    private static final List<AuditLossKind> EVENTS = List.of(AuditLossKind.SERIAL_GAP, AuditLossKind.DISCARDED);
    private static final long ABSENT = -1;
    private static final double NANOS = 1e9;

    private final ArrayDeque<Point> points = new ArrayDeque<>();
    private @Nullable Totals before;

    private record Totals(long nanos, long events, long records, long lost) {
    }

    /** Rates are those of a second. */
    private record Point(long seconds, long events, long records, long lost, long backlog,
            Map<String, Long> lag, long spoolBytes) {
    }

    /** A step has ended. */
    void add(StatusSource source, PageTail tail) {
        Supplier<ForwarderStatus> forwarder = source.forwarder();
        add(forwarder == null ? null : forwarder.get(), source.daemon(), tail);
    }

    private synchronized void add(@Nullable ForwarderStatus status, @Nullable AuditDaemon daemon, PageTail tail) {
        Map<AuditLossKind, Long> losses = status == null ? tail.losses() : status.losses();
        long lost = EVENTS.stream().mapToLong(kind -> losses.getOrDefault(kind, 0L)).sum();
        long backlog = ABSENT;
        if (daemon != null) {
            backlog = daemon.metrics().value("audit_kernel_backlog_records").orElse(ABSENT);
        }
        Map<String, Long> lag = new LinkedHashMap<>();
        if (status != null) {
            for (DeliveryStatus sink : status.deliveries()) {
                if (!sink.name().equals(PageTail.NAME)) {
                    lag.put(sink.name(), sink.lag());
                }
            }
        }
        Totals now = new Totals(System.nanoTime(), status == null ? tail.events() : status.intake().eventsWritten(),
                status == null ? tail.records() : status.intake().records(), lost);
        Totals last = before;
        before = now;
        if (last == null) {
            return;
        }
        double seconds = Math.max(1, now.nanos - last.nanos) / NANOS;
        points.add(new Point(System.currentTimeMillis() / 1000, rate(now.events - last.events, seconds),
                rate(now.records - last.records, seconds), Math.max(0, now.lost - last.lost), backlog, lag,
                status == null || status.spool() == null ? ABSENT : status.spoolBytes()));
        if (points.size() > POINTS) {
            points.remove();
        }
    }

    private static long rate(long count, double seconds) {
        return Math.round(Math.max(0, count) / seconds);
    }

    byte[] json() {
        JsonWriter json = new JsonWriter();
        ByteBuf out = Unpooled.buffer();
        json.to(out).beginObject();
        json.number("step_s", STEP_SECONDS);
        synchronized (this) {
            write(json, "t", Point::seconds);
            write(json, "events", Point::events);
            write(json, "records", Point::records);
            write(json, "lost", Point::lost);
            write(json, "backlog", Point::backlog);
            write(json, "spool_bytes", Point::spoolBytes);
            json.name("lag").beginObject();
            Point newest = points.peekLast();
            if (newest != null) {
                newest.lag.keySet().forEach(sink -> write(json, sink, point -> point.lag.getOrDefault(sink, ABSENT)));
            }
            json.endObject();
        }
        json.endLine();
        return ByteBufUtil.getBytes(out);
    }

    private void write(JsonWriter json, String name, ToLongFunction<Point> value) {
        json.name(name).beginArray();
        for (Point point : points) {
            long number = value.applyAsLong(point);
            if (number == ABSENT) {
                json.nullValue();
            } else {
                json.value(number);
            }
        }
        json.endArray();
    }
}
