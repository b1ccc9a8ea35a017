/**
 * Groups the records that belong to one audit event.
 *
 * <p>{@link io.github.nettyaudit.codec.event.AuditEventAssembler} is a handler for a pipeline, after
 * {@link io.github.nettyaudit.codec.request.AuditRequestHandler};
 * {@link io.github.nettyaudit.codec.event.EventAssembler} does the same without a channel, and {@link
 * io.github.nettyaudit.codec.event.AuditLogReader} feeds it from the
 * bytes of a log. Package {@code record} reads the fields of the records.
 *
 * <p>{@link io.github.nettyaudit.codec.event.AuditFlowControlHandler} holds events for a slow handler, up to a bound in
 * bytes.
 */
@NullMarked
package io.github.nettyaudit.codec.event;

import org.jspecify.annotations.NullMarked;
