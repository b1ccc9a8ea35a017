/**
 * Connects the server with the kernel: {@link io.github.nettyaudit.server.source.SourceOpener} opens an
 * {@link io.github.nettyaudit.daemon.AuditDaemon} as the options say, on the kernel that runs here or on a scripted one
 * for the demo, {@link io.github.nettyaudit.server.source.KernelEvents} writes what it reports to the stream, and
 * {@link io.github.nettyaudit.server.source.KernelReplies} turns failures into messages and exit codes.
 */
@NullMarked
package io.github.nettyaudit.server.source;

import org.jspecify.annotations.NullMarked;
