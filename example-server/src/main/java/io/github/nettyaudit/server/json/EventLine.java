package io.github.nettyaudit.server.json;

import io.github.nettyaudit.schema.json.JsonWriter;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/**
 * Writes the lines in which the server itself reports something; they have a member {@code event} where records have
 * {@code type}:
 * <pre>
 * {"event":"dropped","sec":1364481363,"milli":243,"records":1207, …}
 * </pre>
 * {@code sec} and {@code milli} are the time at which the server noticed.
 */
public final class EventLine {
    private static final int USUAL_LENGTH = 256;

    private EventLine() {
    }

    /**
     * Writes an event's line.
     *
     * @param json   writes the line
     * @param out    the buffer that the line is appended to
     * @param event  the event's name
     * @param fields adds the event's own members
     */
    public static void write(JsonWriter json, ByteBuf out, String event, Consumer<JsonWriter> fields) {
        long now = System.currentTimeMillis();
        json.to(out).beginObject().text("event", event).number("sec", now / 1000).number("milli", now % 1000);
        fields.accept(json);
        json.endLine();
    }

    /**
     * Writes an event's line into a buffer of its own.
     *
     * @param event  the event's name
     * @param fields adds the event's own members
     * @return the line; the caller releases it
     */
    public static ByteBuf of(String event, Consumer<JsonWriter> fields) {
        ByteBuf line = Unpooled.buffer(USUAL_LENGTH);
        write(new JsonWriter(), line, event, fields);
        return line;
    }

    /**
     * Writes the line for a connection that is refused, {@code {"event":"refused",…,"reason":"…"}}.
     *
     * @param reason why, for people
     * @return the line; the caller releases it
     */
    public static ByteBuf refusal(String reason) {
        return of("refused", fields -> fields.text("reason", reason));
    }
}
