package io.github.nettyaudit.micrometer;

import static java.util.Objects.requireNonNull;

import io.github.nettyaudit.daemon.AuditDaemon;
import io.github.nettyaudit.daemon.forward.Forwarder;
import io.github.nettyaudit.daemon.metrics.AuditMetric;
import io.github.nettyaudit.daemon.metrics.AuditMetrics;
import io.github.nettyaudit.daemon.metrics.ForwarderMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Binds all metrics of a daemon, or of a forwarder, to a registry:
 * <pre>{@code
 * AuditMeters.of(daemon).bindTo(registry);
 * AuditMeters meters = AuditMeters.of(forwarder);
 * meters.bindTo(registry);
 * }</pre>
 *
 * <p>The names are those of {@link AuditMetric}, with dots in place of underscores and without {@code _total}, so that a
 * Prometheus registry has exactly the names of {@code docs/METRICS.md}. Values are read when the registry asks for them, at
 * most five times a second. A gauge without a value is not a number; the metrics of event assemblers and flow control
 * handlers are bound if the daemon has some; those of a forwarder are bound always, so
 * a registry can have the assemblers of one of them only.
 *
 * <p>The sinks of a forwarder may change; call {@link #refresh()} afterwards, or before each publication. Thread-safe.
 */
public final class AuditMeters implements MeterBinder {
    private static final String TOTAL = "_total";
    private static final String BOOLEAN = "boolean";
    private static final long FRESH_NANOS = 200_000_000;
    private static final Set<AuditMetric.Source> OF_HANDLERS =
            Set.of(AuditMetric.Source.EVENT_ASSEMBLER, AuditMetric.Source.FLOW_CONTROL);

    private final Supplier<Map<AuditMetric, Map<String, Double>>> source;
    private final boolean isForwarder;
    private final Map<MeterRegistry, Map<Row, Meter>> bound = new HashMap<>(); // guarded by this
    private @Nullable Map<AuditMetric, Map<String, Double>> values; // guarded by this
    private long readAt; // guarded by this

    /** A number: a metric, and the value of its label. */
    private record Row(AuditMetric metric, String label) {
    }

    private AuditMeters(Supplier<Map<AuditMetric, Map<String, Double>>> source, boolean isForwarder) {
        this.source = source;
        this.isForwarder = isForwarder;
    }

    /**
     * Makes the meters of a daemon. They go on after its close.
     *
     * @param daemon the daemon
     * @return the meters, bound to nothing
     */
    public static AuditMeters of(AuditDaemon daemon) {
        return ofDaemon(requireNonNull(daemon, "daemon")::metrics);
    }

    static AuditMeters ofDaemon(Supplier<AuditMetrics> metrics) {
        return new AuditMeters(() -> {
            Map<AuditMetric, Map<String, Double>> all = new LinkedHashMap<>();
            metrics.get().values().forEach((metric, value) -> all.put(metric, Map.of("", value.doubleValue())));
            return all;
        }, false);
    }

    /**
     * Makes the meters of a forwarder.
     *
     * @param forwarder the forwarder
     * @return the meters, bound to nothing
     */
    public static AuditMeters of(Forwarder forwarder) {
        requireNonNull(forwarder, "forwarder");
        return new AuditMeters(() -> ForwarderMetrics.of(forwarder.status()).values(), true);
    }

    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        bound.computeIfAbsent(registry, each -> new HashMap<>());
        refresh();
    }

    /** Adds the meters of sinks that have begun, and removes those of sinks that are not there any more. */
    public synchronized void refresh() {
        values = null;
        Set<Row> rows = rows(read());
        bound.forEach((registry, meters) -> {
            Set<Row> ended = new HashSet<>(meters.keySet());
            ended.removeAll(rows);
            ended.forEach(row -> registry.remove(requireNonNull(meters.remove(row))));
            rows.forEach(row -> meters.computeIfAbsent(row, each -> bind(registry, each)));
        });
    }

    private Set<Row> rows(Map<AuditMetric, Map<String, Double>> read) {
        Set<Row> rows = new HashSet<>();
        read.forEach((metric, byLabel) -> byLabel.keySet().forEach(label -> rows.add(new Row(metric, label))));
        if (!isForwarder) {
            for (AuditMetric metric : AuditMetric.all()) { // some have no value yet
                if (isOfDaemon(metric) && !OF_HANDLERS.contains(metric.source())) {
                    rows.add(new Row(metric, ""));
                }
            }
        }
        return rows;
    }

    private static boolean isOfDaemon(AuditMetric metric) {
        return switch (metric.source()) {
            case INTAKE, POLICY, LOSS, SPOOL, SINK -> false;
            default -> true;
        };
    }

    /** The gauges hold this object, so that it lives as long as they do. */
    private Meter bind(MeterRegistry registry, Row row) {
        AuditMetric metric = row.metric;
        String unit = metric.unit().equals(BOOLEAN) ? null : metric.unit();
        Tags tags = row.label.isEmpty() ? Tags.empty() : Tags.of(metric.label(), row.label);
        String name = metric.name().replace('_', '.');
        return metric.kind() == AuditMetric.Kind.COUNTER
                ? FunctionCounter.builder(name.substring(0, name.length() - TOTAL.length()), this, meters ->
                        meters.value(row, 0)).description(metric.meaning()).baseUnit(unit).tags(tags).register(registry)
                : Gauge.builder(name, this, meters -> meters.value(row, Double.NaN)).description(metric.meaning())
                        .baseUnit(unit).tags(tags).strongReference(true).register(registry);
    }

    private synchronized double value(Row row, double absent) {
        return read().getOrDefault(row.metric, Map.of()).getOrDefault(row.label, absent);
    }

    private synchronized Map<AuditMetric, Map<String, Double>> read() {
        long now = System.nanoTime();
        Map<AuditMetric, Map<String, Double>> present = values;
        if (present == null || now - readAt > FRESH_NANOS) {
            present = source.get();
            values = present;
            readAt = now;
        }
        return present;
    }
}
