/**
 * Requests to the kernel and their answers: {@link io.github.nettyaudit.codec.request.AuditClient} is the face,
 * {@link io.github.nettyaudit.codec.request.AuditRequestHandler} joins answers to requests by netlink sequence and
 * type, {@link io.github.nettyaudit.codec.request.AuditDaemonHandler} makes a channel the registered audit daemon.
 *
 * <p>The way of a request: {@code AuditClient} → {@link io.github.nettyaudit.codec.request.AuditRequest} →
 * {@code AuditRequestHandler} (gives it a sequence) → the encoders of the neighbouring packages → kernel; and the
 * answer back: decoders → {@code AuditRequestHandler} → the future that the client returned. Records pass the handler
 * untouched.
 *
 * <p>Sending a request can put the sending thread to sleep inside the kernel for as long as the kernel's
 * {@code backlog_wait_time} (60 s by default), so requests belong on a <em>control</em> channel with a loop of its own,
 * never on the loop that drains records.
 */
@NullMarked
package io.github.nettyaudit.codec.request;

import org.jspecify.annotations.NullMarked;
