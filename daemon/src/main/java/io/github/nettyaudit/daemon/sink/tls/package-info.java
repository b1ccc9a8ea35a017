/**
 * TLS for the connections of sinks: {@link io.github.nettyaudit.daemon.sink.tls.ClientTls} for those that a sink opens,
 * {@link io.github.nettyaudit.daemon.sink.tls.ServerTls} for those that it accepts. Versions 1.2 and 1.3 by the JDK's
 * implementation. Certificates and keys are PEM files that are read again, without a restart, when they have changed.
 */
@NullMarked
package io.github.nettyaudit.daemon.sink.tls;

import org.jspecify.annotations.NullMarked;
