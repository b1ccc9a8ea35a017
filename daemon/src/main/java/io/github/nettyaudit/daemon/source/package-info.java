/**
 * What connects the transport with the codec, and what is known of the kernel's side of the socket:
 * {@link io.github.nettyaudit.daemon.source.AuditEndpoint} names the kernel to talk to,
 * {@link io.github.nettyaudit.daemon.source.TransportLosses} translates the transport's loss events, and
 * {@link io.github.nettyaudit.daemon.source.CongestionGuard} decides when the kernel may be asked for its status.
 */
@NullMarked
package io.github.nettyaudit.daemon.source;

import org.jspecify.annotations.NullMarked;
