package io.github.nettyaudit.schema;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.netty.buffer.ByteBuf;

/**
 * Writes events as documents of one format.
 *
 * <p>An encoder works in memory of its own and is not thread-safe: one instance per thread. It neither keeps nor releases
 * the event. It makes no garbage per event once it is warm.
 */
public interface EventEncoder {
    /**
     * Appends the document of an event: one line, with its newline, unless the format is binary. Reports of losses
     * ({@link io.github.nettyaudit.codec.event.AuditLossEvent}) are documents too.
     *
     * @param event   the event; stays the caller's
     * @param context what is known of the event beside its records
     * @param out     the buffer that the line is appended to, best a heap buffer; stays the caller's and grows if it may
     */
    void encode(AuditEvent event, EventContext context, ByteBuf out);
}
