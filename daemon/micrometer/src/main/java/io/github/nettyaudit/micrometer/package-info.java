/**
 * The metrics of {@code docs/METRICS.md} as meters of Micrometer:
 * {@link io.github.nettyaudit.micrometer.AuditMeters} binds those of a daemon or of a forwarder to a registry.
 */
@NullMarked
package io.github.nettyaudit.micrometer;

import org.jspecify.annotations.NullMarked;
