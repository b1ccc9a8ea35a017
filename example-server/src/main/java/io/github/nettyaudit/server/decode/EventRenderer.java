package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.server.filter.EventFilter;

/**
 * Selects events and makes text of them. Each thread has its own.
 *
 * @param filter selects the events
 * @param text   makes their text
 */
record EventRenderer(EventFilter filter, EventView text) {
    /** Appends an event's text, if the event is selected, and returns whether it is. */
    boolean append(AuditEvent event, EventContext context, TextBuffer out) {
        boolean isSelected = filter.matches(event, context);
        if (isSelected) {
            TextBuffer own = text.of(event, context);
            out.append(own.array(), 0, own.length());
        }
        return isSelected;
    }
}
