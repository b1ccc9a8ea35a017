package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.sink.DocumentOrigin;
import io.github.nettyaudit.schema.EventContext;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ids of events, as the documents of all sinks have them. */
final class EventIds {
    private static final Pattern TIME = Pattern.compile("(?:.*/)?(\\d{1,12})\\.(\\d{3}):\\d{1,20}", Pattern.DOTALL);
    private static final int MILLIS = 1000;

    private EventIds() {
    }

    static String of(AuditEvent event, EventContext context) {
        String host = event.node() == null ? context.hostName() : event.node();
        return new DocumentOrigin(0, host, event.seconds(), event.milliseconds(), event.serial(), true).eventId();
    }

    /** The time of an event in milliseconds since 1970; -1 if the text is no id. */
    static long millis(String id) {
        Matcher matcher = TIME.matcher(id);
        return matcher.matches() ? Long.parseLong(matcher.group(1)) * MILLIS + Long.parseLong(matcher.group(2)) : -1;
    }

    static long millis(AuditEvent event) {
        return event.seconds() * MILLIS + event.milliseconds();
    }
}
