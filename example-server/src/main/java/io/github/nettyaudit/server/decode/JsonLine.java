package io.github.nettyaudit.server.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.raw.RawEventException;
import io.github.nettyaudit.schema.raw.RawEventReader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON object of a line: a record or an event of this program's own stream, an event of its
 * {@code raw-json}, or an entry of {@code journalctl -o json}. Used again for each line.
 */
final class JsonLine {
    /** What a line is. */
    enum Kind {
        /** A record of this program's stream: {@link #type()} and {@link #text()}. */
        RECORD,
        /** An event of this program's stream: {@link #event()}. */
        EVENT,
        /** An event in the form of {@code --format raw-json}: {@link #takeRawEvent()}. */
        RAW_EVENT,
        /** Nearly such an event: {@link #damage()}. */
        DAMAGED,
        /** An entry of the journal: {@link #entry()}. */
        JOURNAL,
        /** Something else. */
        OTHER
    }

    /** Starts each entry of {@code journalctl -o json-seq} (RFC 7464). */
    static final byte RECORD_SEPARATOR = 0x1e;

    private static final String EVENT_STREAM = "data: {";
    private static final byte[] NO_TEXT = new byte[0];

    private final JsonFactory json = new JsonFactory();
    private final JournalEntry entry = new JournalEntry();
    private int type;
    private byte[] text = NO_TEXT;
    private String event = "";
    private final RawEventReader rawEvents = new RawEventReader();
    private @Nullable AuditEvent rawEvent;
    private String damage = "";
    private @Nullable DocumentKind document;

    /**
     * The index at which the object of a line starts, which may follow the record separator of {@code -o json-seq} or the
     * {@code data:} of {@code -o json-sse}; -1 if there is none.
     */
    static int start(ByteBuf buffer, int start, int end) {
        if (buffer.getByte(start) == '{') {
            return start;
        }
        if (buffer.getByte(start) == RECORD_SEPARATOR) {
            return end - start > 1 && buffer.getByte(start + 1) == '{' ? start + 1 : -1;
        }
        if (end - start < EVENT_STREAM.length()) {
            return -1;
        }
        for (int i = 0; i < EVENT_STREAM.length(); i++) {
            if (buffer.getByte(start + i) != EVENT_STREAM.charAt(i)) {
                return -1;
            }
        }
        return start + EVENT_STREAM.length() - 1;
    }

    Kind read(ByteBuf buffer, int start, int end) {
        type = -1;
        text = NO_TEXT;
        event = "";
        document = null;
        entry.clear();
        boolean exact = false;
        try (JsonParser parser = json.createParser(
                (InputStream) new ByteBufInputStream(buffer.slice(start, end - start)))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Kind.OTHER;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (document == null) {
                    document = DocumentKind.of(name, value == JsonToken.VALUE_STRING ? parser.getText() : "");
                }
                if (name.equals("raw") && value == JsonToken.VALUE_NUMBER_INT) {
                    return rawEvent(buffer.slice(start, end - start));
                } else if (name.equals("typenum") && value == JsonToken.VALUE_NUMBER_INT) {
                    type = parser.getIntValue();
                } else if (name.equals("text") && value == JsonToken.VALUE_STRING && !exact) {
                    text = parser.getText().getBytes(StandardCharsets.UTF_8);
                } else if (name.equals("text_hex") && value == JsonToken.VALUE_STRING) {
                    text = HexFormat.of().parseHex(parser.getText());
                    exact = true;
                } else if (name.equals("event") && value == JsonToken.VALUE_STRING) {
                    event = parser.getText();
                } else if (JournalEntry.isField(name) && value.isScalarValue()) {
                    entry.put(name, parser.getText());
                } else if (name.equals(JournalEntry.MESSAGE)) {
                    entry.message(message(parser, value));
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            document = null;
            return Kind.OTHER;
        }
        if (!entry.isEmpty()) {
            return Kind.JOURNAL;
        }
        return !event.isEmpty() ? Kind.EVENT : type >= 0 && text.length > 0 ? Kind.RECORD : Kind.OTHER;
    }

    private Kind rawEvent(ByteBuf line) {
        try {
            rawEvent = rawEvents.read(line);
            return Kind.RAW_EVENT;
        } catch (RawEventException e) {
            damage = String.valueOf(e.getMessage());
            return Kind.DAMAGED;
        }
    }

    /** A string, or an array of bytes if it is not UTF-8. Of a field with several values, the first. */
    private static byte[] message(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText().getBytes(StandardCharsets.UTF_8);
        }
        if (value != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return NO_TEXT;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] first = NO_TEXT;
        for (JsonToken element = parser.nextToken(); element != JsonToken.END_ARRAY; element = parser.nextToken()) {
            if (element == JsonToken.VALUE_NUMBER_INT) {
                bytes.write(parser.getIntValue());
            } else if (first.length == 0) {
                first = message(parser, element);
            } else {
                parser.skipChildren();
            }
        }
        return bytes.size() > 0 ? bytes.toByteArray() : first;
    }

    /** The event, which becomes the caller's. */
    AuditEvent takeRawEvent() {
        AuditEvent taken = Objects.requireNonNull(rawEvent);
        rawEvent = null;
        return taken;
    }

    /** What was said of the process of the event. */
    EventContext context() {
        return EventContext.NONE.withProcess(rawEvents.process());
    }

    /** What is wrong with the event. */
    String damage() {
        return damage;
    }

    /** The record's type. */
    int type() {
        return type;
    }

    /** The record's text, every byte as the kernel sent it. */
    byte[] text() {
        return text;
    }

    /** What the object is if it is something else; {@code null} if that is not known. */
    @Nullable DocumentKind document() {
        return document;
    }

    /** The event's name. */
    String event() {
        return event;
    }

    /** The entry of the journal. */
    JournalEntry entry() {
        return entry;
    }
}
