/**
 * The program: {@link io.github.nettyaudit.server.AuditServer} reads the command line,
 * {@code ServerRun} is one life of the server, {@code Outputs} the sinks that the options ask for, and
 * {@link io.github.nettyaudit.server.log.OperatorLog} what people are told on standard error.
 *
 * <p>A record goes from {@link io.github.nettyaudit.server.source} through {@link io.github.nettyaudit.server.stream}
 * to {@link io.github.nettyaudit.server.sink}.
 */
@NullMarked
package io.github.nettyaudit.server;

import org.jspecify.annotations.NullMarked;
