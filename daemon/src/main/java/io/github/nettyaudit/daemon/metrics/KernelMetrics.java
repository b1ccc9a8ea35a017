package io.github.nettyaudit.daemon.metrics;

import static io.github.nettyaudit.daemon.metrics.AuditMetric.Source.KERNEL;

import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.message.AuditStatusField;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/** The metrics of the kernel's status, as it was last received; no request is made for them. */
final class KernelMetrics {
    private static final String PREFIX = "audit_kernel_";

    private KernelMetrics() {
    }

    static List<AuditMetric> list() {
        return List.of(
                counter("lost_records", "records", AuditStatusField.LOST, AuditStatus::lost,
                        "Records that the kernel counted as lost since the boot or the last reset. It does not count"
                        + " every lost record."),
                gauge("backlog_records", "records", AuditStatusField.BACKLOG, AuditStatus::backlog,
                        "Records that waited in the kernel's queue."),
                gauge("backlog_limit_records", "records", AuditStatusField.BACKLOG_LIMIT, AuditStatus::backlogLimit,
                        "Records that may wait in the kernel's queue; 0 for no limit."),
                counter("backlog_wait_time_actual_ticks", "ticks", AuditStatusField.BACKLOG_WAIT_TIME_ACTUAL,
                        AuditStatus::backlogWaitTimeActual,
                        "Time that processes have slept because the kernel's queue was full, since the boot or the last"
                        + " reset."),
                gauge("backlog_wait_time_ticks", "ticks", AuditStatusField.BACKLOG_WAIT_TIME,
                        AuditStatus::backlogWaitTime,
                        "Time for which a process may sleep while the kernel's queue is full."),
                gauge("rate_limit_records_per_second", "records_per_second", AuditStatusField.RATE_LIMIT,
                        AuditStatus::rateLimit, "Records per second that the kernel makes at most; 0 for no limit."),
                gauge("enabled_mode", "mode", AuditStatusField.ENABLED, status -> unsigned(status.enabledValue()),
                        "Whether auditing is on: 0 off, 1 on, 2 on and locked until the next boot."),
                gauge("failure_mode", "mode", AuditStatusField.FAILURE, status -> unsigned(status.failureValue()),
                        "What the kernel does when it loses a record: 0 nothing, 1 printk, 2 panic."),
                gauge("daemon_pid", "pid", AuditStatusField.PID, status -> unsigned(status.pid()),
                        "Process that the kernel considers the audit daemon; 0 for none."),
                AuditMetric.gauge(PREFIX + "status_age_seconds", "seconds", KERNEL,
                        "Time since the kernel's status was last received, in whole seconds.",
                        reader -> reader.daemon().lastStatus() == null ? AuditMetric.ABSENT
                                : TimeUnit.NANOSECONDS.toSeconds(reader.daemon().lastStatusAgeNanos())));
    }

    private static long unsigned(int value) {
        return Integer.toUnsignedLong(value);
    }

    private static AuditMetric counter(String name, String unit, AuditStatusField field,
                                       ToLongFunction<AuditStatus> value, String meaning) {
        return AuditMetric.counter(PREFIX + name, unit, KERNEL, meaning, reader -> read(reader, field, value));
    }

    private static AuditMetric gauge(String name, String unit, AuditStatusField field,
                                     ToLongFunction<AuditStatus> value, String meaning) {
        return AuditMetric.gauge(PREFIX + name, unit, KERNEL, meaning, reader -> read(reader, field, value));
    }

    private static long read(AuditMetricsReader reader, AuditStatusField field, ToLongFunction<AuditStatus> value) {
        AuditStatus status = reader.daemon().lastStatus();
        return status == null || !status.has(field) ? AuditMetric.ABSENT : value.applyAsLong(status);
    }
}
