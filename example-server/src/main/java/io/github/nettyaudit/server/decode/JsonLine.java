package io.github.nettyaudit.server.decode;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads one JSON object of a line: a record or an event of this program's own stream, or an entry of
 * {@code journalctl -o json}. Used again for each line.
 */
final class JsonLine {
    /** What a line is. */
    enum Kind {
        /** A record of this program's stream: {@link #type()} and {@link #text()}. */
        RECORD,
        /** An event of this program's stream: {@link #event()}. */
        EVENT,
        /** An entry of the journal: {@link #line()} is its record as a line of a log, of any form. */
        JOURNAL,
        /** An entry of the journal whose text journalctl has left out, because it is long. */
        JOURNAL_WITHOUT_TEXT,
        /** Something else. */
        OTHER
    }

    /** Starts each entry of {@code journalctl -o json-seq} (RFC 7464). */
    static final byte RECORD_SEPARATOR = 0x1e;

    private static final String EVENT_STREAM = "data: {";
    private static final int MAX_DIGITS = 18;
    private static final int MAX_TYPE_DIGITS = 9;
    private static final byte[] NO_TEXT = new byte[0];
    private static final Set<String> JOURNAL_FIELDS = Set.of("_TRANSPORT", "_AUDIT_TYPE", "_AUDIT_TYPE_NAME", "_AUDIT_ID",
            "_SOURCE_REALTIME_TIMESTAMP", "_HOSTNAME", "SYSLOG_IDENTIFIER");
    private static final String MESSAGE = "MESSAGE";

    private final JsonFactory json = new JsonFactory();
    private final Map<String, String> journal = new TreeMap<>();
    private int type;
    private byte[] text = NO_TEXT;
    private String event = "";
    private byte[] line = NO_TEXT;

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
        line = NO_TEXT;
        journal.clear();
        boolean exact = false;
        byte[] message = NO_TEXT;
        try (JsonParser parser = json.createParser(
                (InputStream) new ByteBufInputStream(buffer.slice(start, end - start)))) {
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
                } else if (JOURNAL_FIELDS.contains(name) && value.isScalarValue()) {
                    journal.put(name, parser.getText());
                } else if (name.equals(MESSAGE)) {
                    message = message(parser, value);
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException | IllegalArgumentException e) {
            return Kind.OTHER;
        }
        if (!journal.isEmpty()) {
            return journal(message);
        }
        return !event.isEmpty() ? Kind.EVENT : type >= 0 && text.length > 0 ? Kind.RECORD : Kind.OTHER;
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

    private Kind journal(byte[] message) {
        String transport = journal.getOrDefault("_TRANSPORT", "");
        String program = transport.equals("kernel") ? "kernel" : journal.getOrDefault("SYSLOG_IDENTIFIER", "");
        boolean isAudit = transport.equals("audit");
        if (message.length == 0) {
            return isAudit ? Kind.JOURNAL_WITHOUT_TEXT : Kind.OTHER;
        }
        if (isAudit) {
            return auditEntry(message);
        }
        // as a line of syslog; the bracket stands for its time
        line = concatenated("[0] " + word(journal.getOrDefault("_HOSTNAME", "")) + word(program.replace(' ', '_') + ":"),
                message, 0);
        return Kind.JOURNAL;
    }

    private static String word(String text) {
        return text.isEmpty() ? "" : text + ' ';
    }

    /** An entry that journald has made of a record: the text is without the event id, which stands in other fields. */
    private Kind auditEntry(byte[] message) {
        String name = journal.getOrDefault("_AUDIT_TYPE_NAME", "");
        String number = journal.getOrDefault("_AUDIT_TYPE", "");
        String serial = journal.getOrDefault("_AUDIT_ID", "");
        String time = journal.getOrDefault("_SOURCE_REALTIME_TIMESTAMP", "");
        if (!isNumber(serial, MAX_DIGITS) || !isNumber(time, MAX_DIGITS) || !isNumber(number, MAX_TYPE_DIGITS)) {
            return Kind.OTHER;
        }
        long microseconds = Long.parseLong(time);
        int skipped = 0;
        for (String prefix : new String[] {name + ' ', "<audit-" + number + "> "}) {
            byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
            if (start.length > 1 && message.length >= start.length && skipped == 0
                    && Arrays.equals(message, 0, start.length, start, 0, start.length)) {
                skipped = start.length;
            }
        }
        String host = journal.getOrDefault("_HOSTNAME", "");
        line = concatenated((host.isEmpty() ? "" : "node=" + host + ' ') + "type=" + typeName(Integer.parseInt(number))
                + " msg=audit(" + microseconds / 1_000_000 + '.' + String.format("%03d", microseconds / 1_000 % 1_000) + ':'
                + serial + "): ", message, skipped);
        return Kind.JOURNAL;
    }

    private static String typeName(int number) {
        return AuditMessageType.name(number);
    }

    private static boolean isNumber(String text, int maxDigits) {
        return !text.isEmpty() && text.length() <= maxDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static byte[] concatenated(String head, byte[] message, int from) {
        // a journal that was received from elsewhere may name the host as it likes
        byte[] start = head.replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(start, start.length + message.length - from);
        System.arraycopy(message, from, whole, start.length, message.length - from);
        for (int i = start.length; i < whole.length; i++) {
            // the audit daemon writes a record as one line
            if (whole[i] == '\n') {
                whole[i] = ' ';
            }
        }
        return whole;
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

    /** The record as a line of a log. */
    byte[] line() {
        return line;
    }
}
