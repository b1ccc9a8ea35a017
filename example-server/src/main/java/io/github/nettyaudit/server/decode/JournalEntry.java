package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.message.AuditMessageType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Makes a line of a log of an entry of the systemd journal, whichever format it came in. The entries that journald has
 * made of audit records have the event id in fields of their own; other entries become lines of a syslog, with the
 * program that sent them, and are read or not as such. Used again for each entry.
 */
final class JournalEntry {
    /** What an entry is. */
    enum Kind {
        /** {@link #line()} is the entry as a line, which may have a record. */
        LINE,
        /** A record whose text journalctl has left out, because it is long. */
        WITHOUT_TEXT,
        /** A message of a user other than root, who may not write records. */
        OTHER_PROGRAM,
        /** An entry without a text, or a record with a field that is wrong. */
        OTHER
    }

    /** The field that has the text. */
    static final String MESSAGE = "MESSAGE";

    private static final String ROOT = "0";
    private static final int MAX_DIGITS = 18;
    private static final int MAX_TYPE_DIGITS = 9;
    private static final byte[] NO_TEXT = new byte[0];
    private static final Set<String> FIELDS = Set.of("_TRANSPORT", "_AUDIT_TYPE", "_AUDIT_TYPE_NAME", "_AUDIT_ID",
            "_SOURCE_REALTIME_TIMESTAMP", "_HOSTNAME", "SYSLOG_IDENTIFIER", "_UID");

    private final Map<String, String> fields = new TreeMap<>();
    private byte[] message = NO_TEXT;
    private byte[] line = NO_TEXT;

    /** Whether a field other than {@link #MESSAGE} is needed. */
    static boolean isField(String name) {
        return FIELDS.contains(name);
    }

    /** Begins the next entry. */
    void clear() {
        fields.clear();
        message = NO_TEXT;
        line = NO_TEXT;
    }

    void put(String name, String value) {
        fields.put(name, value);
    }

    /** The text. Of several, the first counts. */
    void message(byte[] text) {
        if (message.length == 0) {
            message = text;
        }
    }

    /** Whether no field of the journal was put. */
    boolean isEmpty() {
        return fields.isEmpty();
    }

    /** Looks at what was put. */
    Kind read() {
        String transport = fields.getOrDefault("_TRANSPORT", "");
        boolean isAudit = transport.equals("audit");
        if (message.length == 0) {
            return isAudit ? Kind.WITHOUT_TEXT : Kind.OTHER;
        }
        if (isAudit) {
            return readRecord();
        }
        // journald vouches for the user; logger(1) gives itself any name
        if (!transport.equals("kernel") && !fields.getOrDefault("_UID", ROOT).equals(ROOT)) {
            return Kind.OTHER_PROGRAM;
        }
        String program = transport.equals("kernel") ? "kernel" : fields.getOrDefault("SYSLOG_IDENTIFIER", "");
        // the bracket stands for the time of a line of syslog
        line = concatenated("[0] " + word(fields.getOrDefault("_HOSTNAME", ""))
                + word(program.replace(' ', '_') + ":"), 0);
        return Kind.LINE;
    }

    private static String word(String text) {
        return text.isEmpty() ? "" : text + ' ';
    }

    private Kind readRecord() {
        String name = fields.getOrDefault("_AUDIT_TYPE_NAME", "");
        String number = fields.getOrDefault("_AUDIT_TYPE", "");
        String serial = fields.getOrDefault("_AUDIT_ID", "");
        String time = fields.getOrDefault("_SOURCE_REALTIME_TIMESTAMP", "");
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
        String host = fields.getOrDefault("_HOSTNAME", "");
        line = concatenated((host.isEmpty() ? "" : "node=" + host + ' ') + "type="
                + AuditMessageType.name(Integer.parseInt(number)) + " msg=audit(" + microseconds / 1_000_000 + '.'
                + String.format("%03d", microseconds / 1_000 % 1_000) + ':' + serial + "): ", skipped);
        return Kind.LINE;
    }

    private static boolean isNumber(String text, int maxDigits) {
        return !text.isEmpty() && text.length() <= maxDigits && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** A head and the message from an index on, as one line, as the audit daemon writes a record. */
    private byte[] concatenated(String head, int from) {
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        int end = message.length;
        while (end > from && (message[end - 1] == '\r' || message[end - 1] == '\n')) {
            end--;
        }
        byte[] whole = Arrays.copyOf(start, start.length + end - from);
        System.arraycopy(message, from, whole, start.length, end - from);
        for (int i = 0; i < whole.length; i++) {
            // also in the head: a journal that was received from elsewhere names hosts as it likes
            if (whole[i] == '\n') {
                whole[i] = ' ';
            }
        }
        return whole;
    }

    /** The entry as a line of a log. */
    byte[] line() {
        return line;
    }
}
