/**
 * The lease on kernel settings: {@link io.github.nettyaudit.daemon.internal.lease.SettingsLease} decides what to change
 * and what to restore, {@link io.github.nettyaudit.daemon.internal.lease.StateFile} keeps it on disk so that it outlives
 * {@code kill -9}. Internal: not part of the API.
 */
@NullMarked
package io.github.nettyaudit.daemon.internal.lease;

import org.jspecify.annotations.NullMarked;
