package io.github.nettyaudit.server.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Reads a line of the server's stream back: a record, or an event of the server itself. Used again for each line. */
final class ServerLine {
    /** What a line is. */
    enum Kind { RECORD, EVENT, OTHER }

    private static final byte[] NO_TEXT = new byte[0];

    private final JsonFactory json = new JsonFactory();
    private int type;
    private byte[] text = NO_TEXT;
    private String event = "";

    Kind read(ByteBuf buffer, int start, int end) {
        type = -1;
        text = NO_TEXT;
        event = "";
        boolean exact = false;
        try (JsonParser parser = json.createParser(
                (java.io.InputStream) new ByteBufInputStream(buffer.slice(start, end - start)))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Kind.OTHER;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("typenum") && value == JsonToken.VALUE_NUMBER_INT) {
                    type = parser.getIntValue();
                } else if (name.equals("text") && value == JsonToken.VALUE_STRING && !exact) {
                    text = parser.getText().getBytes(StandardCharsets.UTF_8);
                } else if (name.equals("text_hex") && value == JsonToken.VALUE_STRING) {
                    text = HexFormat.of().parseHex(parser.getText());
                    exact = true;
                } else if (name.equals("event") && value == JsonToken.VALUE_STRING) {
                    event = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return Kind.OTHER;
        }
        return !event.isEmpty() ? Kind.EVENT : type >= 0 && text.length > 0 ? Kind.RECORD : Kind.OTHER;
    }

    /** The record's type. */
    int type() {
        return type;
    }

    /** The record's text, every byte as the kernel sent it. */
    byte[] text() {
        return text;
    }

    /** The event's name. */
    String event() {
        return event;
    }
}
