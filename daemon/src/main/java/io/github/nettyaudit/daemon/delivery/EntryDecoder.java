package io.github.nettyaudit.daemon.delivery;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;
import io.netty.buffer.ByteBuf;
import java.io.IOException;

/** Makes an event of an entry of the log. Not thread-safe: one instance per delivery. */
public interface EntryDecoder {
    /**
     * Decodes an entry.
     *
     * @param entry the bytes, between the reader and writer index; the caller's
     * @return the event, with a reference count of 1; the caller releases it
     * @throws IOException if the entry is damaged
     */
    AuditEvent decode(ByteBuf entry) throws IOException;

    /**
     * Returns what is known of the event that was decoded last, beside its records.
     *
     * @return the context, valid until the next event is decoded
     */
    EventContext context();
}
