package io.github.nettyaudit.daemon.metrics;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The values of the metrics at one moment. They are read one after the other while the daemon goes on, so that the
 * numbers of one event may differ by that event. Immutable.
 */
public final class AuditMetrics {
    private final Instant time;
    private final Map<AuditMetric, Long> values;

    AuditMetrics(Instant time, Map<AuditMetric, Long> values) {
        this.time = time;
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
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
     * @return an immutable map in the order of {@link AuditMetric#all()}; a metric without a value is not in it. The
     *         values are 0 or more
     */
    public Map<AuditMetric, Long> values() {
        return values;
    }

    /**
     * Returns a value.
     *
     * @param metric the metric
     * @return the value, 0 or more; empty if there is none, see {@link AuditMetric.Source}
     */
    public OptionalLong value(AuditMetric metric) {
        Long value = values.get(metric);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    /**
     * Returns a value.
     *
     * @param name the name of a metric, such as {@code audit_daemon_records_total}
     * @return the value, 0 or more; empty if there is none, see {@link AuditMetric.Source}
     * @throws IllegalArgumentException if there is no metric with this name
     */
    public OptionalLong value(String name) {
        return value(AuditMetric.of(name));
    }

    /**
     * Returns the values as text.
     *
     * @return a line {@code name value} for each value
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        values.forEach((metric, value) -> text.append(metric.name()).append(' ').append(value).append('\n'));
        return text.toString();
    }
}
