/**
 * The forwarder: {@link io.github.nettyaudit.daemon.forward.Forwarder} joins the intake, the log of events and the
 * deliveries to sinks. Nothing that a sink does reaches the source.
 */
@NullMarked
package io.github.nettyaudit.daemon.forward;

import org.jspecify.annotations.NullMarked;
