/**
 * Requests to the kernel and their replies. {@link io.github.nettyaudit.codec.request.AuditClient} is the entry point;
 * {@link io.github.nettyaudit.codec.request.AuditRequestHandler} matches replies with requests by netlink sequence and
 * type; {@link io.github.nettyaudit.codec.request.AuditDaemonHandler} makes a channel the registered audit daemon.
 *
 * <p>A request passes {@code AuditClient} → {@link io.github.nettyaudit.codec.request.AuditRequest} → {@code
 * AuditRequestHandler} (which assigns a sequence) → the encoders of the packages {@code message} and {@code netlink} →
 * the kernel. The reply passes the decoders → {@code AuditRequestHandler} → the future that the client has returned.
 * Records pass the handler unchanged.
 *
 * <p>Sending a request can put the sending thread to sleep inside the kernel for as long as the kernel's {@code
 * backlog_wait_time} (60 s by default). Requests therefore belong on a <em>control</em> channel with an event loop of
 * its own, and never on the event loop that receives records. For the same reason the status must not be requested
 * periodically while the kernel is congested: the sleeping sender can take the wake-up for which an audited process
 * waits.
 */
@NullMarked
package io.github.nettyaudit.codec.request;

import org.jspecify.annotations.NullMarked;
