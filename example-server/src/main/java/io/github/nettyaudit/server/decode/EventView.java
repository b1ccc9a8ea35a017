package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;

/** Makes text of events. Each thread has its own. */
interface EventView {
    /** An event's text; UTF-8, valid until the next call. */
    TextBuffer of(AuditEvent event);
}
