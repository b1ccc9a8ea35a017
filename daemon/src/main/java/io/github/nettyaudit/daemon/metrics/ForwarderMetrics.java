package io.github.nettyaudit.daemon.metrics;

import io.github.nettyaudit.daemon.forward.ForwarderStatus;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * The values of the metrics of a {@link io.github.nettyaudit.daemon.forward.Forwarder} at one moment:
 * <pre>{@code
 * ForwarderMetrics metrics = ForwarderMetrics.of(forwarder.status());
 * double lag = metrics.value("audit_sink_lag_seconds", "elastic").orElse(0);
 * }</pre>
 * Immutable.
 */
public final class ForwarderMetrics {
    private final Instant time;
    private final Map<AuditMetric, Map<String, Double>> values;

    private ForwarderMetrics(Instant time, Map<AuditMetric, Map<String, Double>> values) {
        this.time = time;
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Reads the values.
     *
     * @param status the status of the forwarder
     * @return the values at this moment
     */
    public static ForwarderMetrics of(ForwarderStatus status) {
        Map<AuditMetric, Map<String, Double>> values = new LinkedHashMap<>();
        for (AuditMetric metric : AuditMetric.all()) {
            Map<String, Double> read = new LinkedHashMap<>();
            metric.read(status, read::put);
            if (!read.isEmpty()) {
                values.put(metric, Collections.unmodifiableMap(read));
            }
        }
        return new ForwarderMetrics(Instant.now(), values);
    }

    /**
     * Returns when the values were read.
     *
     * @return the time
     */
    public Instant time() {
        return time;
    }

    /**
     * Returns all values.
     *
     * @return an immutable map in the order of {@link AuditMetric#all()}: for each metric that has a value, the values by the
     *         value of its {@link AuditMetric#label()}, which is empty for a metric without a label
     */
    public Map<AuditMetric, Map<String, Double>> values() {
        return values;
    }

    /**
     * Returns the value of a metric without a label.
     *
     * @param name the name of a metric, such as {@code audit_intake_used_bytes}
     * @return the value; empty if there is none, see {@link AuditMetric.Source}
     * @throws IllegalArgumentException if there is no metric with this name
     */
    public OptionalDouble value(String name) {
        return value(name, AuditMetric.NO_LABEL);
    }

    /**
     * Returns a value of a metric with a label.
     *
     * @param name  the name of a metric, such as {@code audit_sink_lag_events}
     * @param label the value of its label, such as the name of a sink
     * @return the value; empty if there is none
     * @throws IllegalArgumentException if there is no metric with this name
     */
    public OptionalDouble value(String name, String label) {
        Double value = values.getOrDefault(AuditMetric.of(name), Map.of()).get(label);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /**
     * Returns the values as text.
     *
     * @return a line <code>name value</code>, or <code>name{label} value</code>, for each value
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((metric, byLabel) -> byLabel.forEach((label, value) -> {
            text.append(metric.name());
            if (!label.isEmpty()) {
                text.append('{').append(label).append('}');
            }
            text.append(' ').append(value).append('\n');
        }));
        return text.toString();
    }
}
