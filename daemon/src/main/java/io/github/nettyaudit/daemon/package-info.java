/**
 * The audit daemon as a library: opens the channels, registers with the kernel, and restores what it changed.
 *
 * <p>{@link io.github.nettyaudit.daemon.AuditDaemon#metrics()} returns its counters and gauges.
 *
 * <p>Depends on the modules {@code codec} and {@code transport}; the server program is built on this module.
 */
@NullMarked
package io.github.nettyaudit.daemon;

import org.jspecify.annotations.NullMarked;
