package io.github.nettyaudit.schema.internal.document;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.interpret.TextBuffer;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.json.JsonText;
import io.github.nettyaudit.schema.json.JsonWriter;

/** The stamp and the serial, which make an event, with the host's name in front if that is known. */
public final class EventId {
    private EventId() {
    }

    /**
     * Writes the id of an event as a string: {@code node/1795333217.273:8577252}.
     *
     * @param json    the document, in which a value must follow
     * @param text    is overwritten
     * @param event   the event
     * @param context names the host if the event does not
     */
    public static void write(JsonWriter json, TextBuffer text, AuditEvent event, EventContext context) {
        json.beginString();
        JsonText host = context.hostText();
        if (event.node() != null) {
            text.clear().append(event.node());
            json.append(text.array(), 0, text.length()).append("/");
        } else if (host != null) {
            json.append(host).append("/");
        }
        json.append(event.seconds()).append(".").append(event.milliseconds(), 3).append(":").append(event.serial())
                .endString();
    }
}
