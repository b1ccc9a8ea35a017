package io.github.nettyaudit.server.json;

import java.nio.charset.StandardCharsets;

/**
 * The numbers at the start of a record, {@code audit(1364481363.243:24287):}: when the event began and its serial,
 * which all records of an event share ({@code audit_log_start()} in {@code kernel/audit.c}). Used again for each
 * record; not thread-safe.
 */
public final class RecordStamp {
    private static final byte[] START = "audit(".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_SECONDS_DIGITS = 18;
    private static final int MOST_MILLISECONDS_DIGITS = 3;
    private static final int MOST_SERIAL_DIGITS = 10;
    /** Bytes of the longest stamp, its colon included. */
    static final int LONGEST = START.length + MOST_SECONDS_DIGITS + 1 + MOST_MILLISECONDS_DIGITS + 1
            + MOST_SERIAL_DIGITS + 2;
    private static final long LARGEST_SERIAL = 0xffff_ffffL;

    private boolean present;
    private long seconds;
    private long milliseconds;
    private long serial;
    private int position;

    /** Whether the record parsed last had a stamp; the numbers mean nothing otherwise. */
    public boolean isPresent() {
        return present;
    }

    /** Seconds since 1970. */
    public long seconds() {
        return seconds;
    }

    /** Milliseconds, 0 to 999. */
    public long milliseconds() {
        return milliseconds;
    }

    /** The event's serial, 32 bits unsigned. */
    public long serial() {
        return serial;
    }

    /** Reads the stamp at the start of {@code text}; {@code false} if there is none. */
    boolean parse(byte[] text, int length) {
        present = false;
        if (length < START.length) {
            return false;
        }
        for (int i = 0; i < START.length; i++) {
            if (text[i] != START[i]) {
                return false;
            }
        }
        position = START.length;
        seconds = number(text, length, MOST_SECONDS_DIGITS, '.');
        if (seconds < 0) {
            return false;
        }
        milliseconds = number(text, length, MOST_MILLISECONDS_DIGITS, ':');
        if (milliseconds < 0) {
            return false;
        }
        serial = number(text, length, MOST_SERIAL_DIGITS, ')');
        present = serial >= 0 && serial <= LARGEST_SERIAL && position < length && text[position] == ':';
        return present;
    }

    /** Reads a number of 1 to {@code mostDigits} digits and the character behind it; −1 if there is none. */
    private long number(byte[] text, int length, int mostDigits, char end) {
        long value = 0;
        int start = position;
        int limit = Math.min(length, start + mostDigits + 1);
        for (int i = start; i < limit; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                position = i + 1;
                return text[i] == end && i > start ? value : -1;
            }
            value = value * 10 + digit;
        }
        return -1;
    }
}
