/**
 * What a server tells about itself: {@code /metrics} for Prometheus, {@code /healthz} and {@code /readyz}.
 *
 * <p>{@link io.github.nettyaudit.server.metrics.HealthWatch} looks once a second whether everything that must go on goes on;
 * {@link io.github.nettyaudit.server.metrics.MetricsServer} answers. The metrics are those of {@code docs/METRICS.md} and of
 * the JVM.
 */
@NullMarked
package io.github.nettyaudit.server.metrics;

import org.jspecify.annotations.NullMarked;
