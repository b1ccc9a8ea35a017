/**
 * Events: the records that one happening made, joined again.
 *
 * <p>{@link io.github.nettyaudit.codec.event.AuditEventAssembler} is a handler for a pipeline behind
 * {@link io.github.nettyaudit.codec.request.AuditRequestHandler};
 * {@link io.github.nettyaudit.codec.event.EventAssembler} is the same work without a channel, and {@link
 * io.github.nettyaudit.codec.event.AuditLogReader} feeds it from the
 * bytes of a log. What the records say is read with package {@code record}.
 *
 * <p>{@link io.github.nettyaudit.codec.event.AuditFlowControlHandler} holds events for a slow handler, up to a bound in
 * bytes.
 */
@NullMarked
package io.github.nettyaudit.codec.event;

import org.jspecify.annotations.NullMarked;
