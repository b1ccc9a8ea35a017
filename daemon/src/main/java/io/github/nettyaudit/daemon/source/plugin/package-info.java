/**
 * What auditd gives its plugins as a source: {@link io.github.nettyaudit.daemon.source.plugin.AuditdInput} reads standard
 * input, {@link io.github.nettyaudit.daemon.source.plugin.AuditdSocket} the socket of the plugin {@code af_unix}.
 */
@NullMarked
package io.github.nettyaudit.daemon.source.plugin;

import org.jspecify.annotations.NullMarked;
