/**
 * The kernel settings that an {@link io.github.nettyaudit.daemon.AuditDaemon} changes and watches:
 * {@link io.github.nettyaudit.daemon.settings.AuditSetting} names them,
 * {@link io.github.nettyaudit.daemon.settings.LeasedSetting} is one that the daemon has changed and will put back, and
 * {@link io.github.nettyaudit.daemon.settings.AuditSettingChange} is the user event for one that another program has
 * changed.
 */
@NullMarked
package io.github.nettyaudit.daemon.settings;

import org.jspecify.annotations.NullMarked;
