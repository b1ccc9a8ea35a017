package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;

/** Makes text of events. Each thread has its own. */
interface EventView {
    /**
     * An event's text; UTF-8, valid until the next call.
     *
     * @param context what is known of the event beside its records
     */
    TextBuffer of(AuditEvent event, EventContext context);
}
