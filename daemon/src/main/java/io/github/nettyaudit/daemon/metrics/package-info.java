/**
 * The counters and gauges of a daemon and of a forwarder, without a dependency on a metrics library:
 * {@link io.github.nettyaudit.daemon.metrics.AuditMetric#all()} lists every one of them with name, unit and meaning,
 * and {@link io.github.nettyaudit.daemon.metrics.AuditMetrics} holds their values at one moment, as
 * {@link io.github.nettyaudit.daemon.AuditDaemon#metrics()} returns them. Those of a forwarder are read by
 * {@link io.github.nettyaudit.daemon.metrics.ForwarderMetrics}. The file {@code docs/METRICS.md} has the same
 * list as a table.
 */
@NullMarked
package io.github.nettyaudit.daemon.metrics;

import org.jspecify.annotations.NullMarked;
