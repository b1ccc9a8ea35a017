package io.github.nettyaudit.server.json;

/**
 * Begins the lines in which the server itself speaks, which have a field {@code event} where records have {@code type}:
 * <pre>
 * {"event":"dropped","sec":1364481363,"milli":243,"records":1207, …}
 * </pre>
 * {@code sec} and {@code milli} tell when the server noticed.
 */
public final class EventLine {
    private EventLine() {
    }

    /** Begins an event's line; the caller adds its fields and {@linkplain JsonLine#end() ends} it. */
    public static JsonLine begin(JsonLine line, String event) {
        long now = System.currentTimeMillis();
        return line.begin().text("event", event).number("sec", now / 1000).number("milli", now % 1000);
    }
}
