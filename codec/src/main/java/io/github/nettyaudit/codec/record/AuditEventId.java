package io.github.nettyaudit.codec.record;

import io.netty.buffer.ByteBuf;
import java.time.Instant;

/**
 * Reads the event id at the start of a record's text, which all records of an event share
 * ({@code audit_log_start} in {@code kernel/audit.c}):
 * <pre>
 *   audit(1364481363.243:24287): arch=c000003e …
 *         │          │   │     └ end()
 *         │          │   └ serial: the number of the event since boot, 32 bits that wrap
 *         │          └ milliseconds
 *         └ seconds since 1970
 * </pre>
 * Seconds and serial are read up to {@value #MAX_DIGITS} digits, milliseconds up to 999. Anything else at the start of
 * the text is not an event id, and then all numbers are 0.
 *
 * <p>A flyweight: one instance reads record after record. It reads eight bytes at a time, because a call for each byte
 * would cost more than everything else. Not thread-safe.
 */
public final class AuditEventId {
    /** {@code audit(}, as the upper six bytes of a big-endian number. */
    private static final long OPENING = 0x617564697428L;
    private static final int OPENING_LENGTH = 6;
    /** Bytes that {@link #readFast} reads: up to a serial of ten digits, or of fewer and what follows. */
    private static final int FAST_LENGTH = 37;
    private static final int SERIAL_OFFSET = 21;
    private static final long ZEROS = 0x3030303030303030L;
    private static final long PARENTHESES = 0x2929292929292929L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long LOW_BITS = 0x7f7f7f7f7f7f7f7fL;
    /** The longest number; it fits into a {@code long}. */
    private static final int MAX_DIGITS = 18;

    private long seconds;
    private int milliseconds;
    private long serial;
    private int end;

    /** Creates an event id that is all zeros until it reads one. */
    public AuditEventId() {
    }

    /**
     * Returns the time of the event by the kernel's clock.
     *
     * @return seconds since 1970
     */
    public long seconds() {
        return seconds;
    }

    /**
     * Returns the milliseconds within the second.
     *
     * @return 0 to 999
     */
    public int milliseconds() {
        return milliseconds;
    }

    /**
     * Returns the serial of the event.
     *
     * @return an unsigned 32-bit number in the kernel's records; other text may have a larger one
     */
    public long serial() {
        return serial;
    }

    /**
     * Returns where the event id ends.
     *
     * @return the absolute index after {@code audit(…)}, where {@code ": "} and the fields follow; the start of the text
     *         if there is no event id
     */
    public int end() {
        return end;
    }

    /**
     * Returns the time of the event.
     *
     * @return the time, with a resolution of one millisecond
     * @throws java.time.DateTimeException if the seconds are beyond the range of {@code Instant}
     */
    public Instant time() {
        return Instant.ofEpochSecond(seconds, milliseconds * 1_000_000L);
    }

    /**
     * Reads the event id at the start of a record's text.
     *
     * @param content the text, between its reader and writer index, which are not moved
     * @return whether the text starts with an event id
     */
    public boolean read(ByteBuf content) {
        return read(content, content.readerIndex(), content.writerIndex());
    }

    /**
     * Reads the event id at the start of a record's text.
     *
     * @param buffer the buffer that holds the text; its indices are not used
     * @param start  the absolute index at which the text starts
     * @param limit  the absolute index at which it ends, exclusive
     * @return whether the text starts with an event id
     * @throws IndexOutOfBoundsException if the text lies outside of the buffer
     */
    public boolean read(ByteBuf buffer, int start, int limit) {
        try {
            if (limit - start >= FAST_LENGTH && readFast(buffer, start) || readSlowly(buffer, start, limit)) {
                return true;
            }
        } catch (RuntimeException e) {
            // nothing may be left of the record before
            set(0, 0, 0, start);
            throw e;
        }
        set(0, 0, 0, start);
        return false;
    }

    /**
     * Ten digits of seconds (from 2001 to 2286), three of milliseconds, and a serial of up to 15 digits.
     *
     * @return whether the event id was read; if not, it may be valid, and nothing is changed
     */
    boolean readFast(ByteBuf buffer, int start) {
        long first = buffer.getLong(start);
        long second = buffer.getLong(start + 8);
        long third = buffer.getLong(start + 16);
        if (first >>> 16 != OPENING || (third & 0xff000000_ff000000L) != 0x2e000000_3a000000L) {
            return false;
        }
        // the two digits after the parenthesis, and the three of milliseconds, with zeros before them
        long upper = first & 0xffff | 0x30303030_30300000L;
        long millis = third >>> 32 & 0x00ffffff | 0x30303030_30000000L;
        if (!areDigits(upper) || !areDigits(second) || !areDigits(millis)) {
            return false;
        }
        long tail = buffer.getLong(start + SERIAL_OFFSET);
        long difference = tail ^ PARENTHESES;
        long found = ~((difference & LOW_BITS) + LOW_BITS | difference) & HIGH_BITS;
        int length = Long.numberOfLeadingZeros(found) >>> 3;
        if (length == 0) {
            return false;
        }
        long number = length == Long.BYTES ? tail
                : tail >>> Byte.SIZE * (Long.BYTES - length) | ZEROS << Byte.SIZE * length;
        if (!areDigits(number)) {
            return false;
        }
        number = digits(number);
        int index = start + SERIAL_OFFSET + length;
        if (length == Long.BYTES) {
            byte digit = buffer.getByte(index);
            for (; digit != ')'; digit = buffer.getByte(++index)) {
                if (digit < '0' || digit > '9' || index - start >= FAST_LENGTH - 1) {
                    return false;
                }
                number = number * 10 + digit - '0';
            }
        }
        serial = number;
        end = index + 1;
        seconds = digits(upper) * 100_000_000L + digits(second);
        milliseconds = (int) digits(millis);
        return true;
    }

    private static boolean areDigits(long text) {
        return ((text & 0xf0f0f0f0f0f0f0f0L ^ ZEROS) | (text + 0x0606060606060606L & 0xf0f0f0f0f0f0f0f0L ^ ZEROS)) == 0;
    }

    /** The number that eight digits make, the first in the highest byte: pairs, then fours, then eight. */
    private static long digits(long text) {
        long pairs = text - ZEROS;
        pairs = (pairs >>> 8 & 0x00ff00ff00ff00ffL) * 10 + (pairs & 0x00ff00ff00ff00ffL);
        long fours = (pairs >>> 16 & 0x0000ffff0000ffffL) * 100 + (pairs & 0x0000ffff0000ffffL);
        return (fours >>> 32) * 10_000 + (fours & 0xffffffffL);
    }

    void set(long seconds, int milliseconds, long serial, int end) {
        this.seconds = seconds;
        this.milliseconds = milliseconds;
        this.serial = serial;
        this.end = end;
    }

    private boolean readSlowly(ByteBuf buffer, int start, int limit) {
        if (limit - start < OPENING_LENGTH) {
            return false;
        }
        for (int i = 0; i < OPENING_LENGTH; i++) {
            if (buffer.getByte(start + i) != (byte) (OPENING >>> Byte.SIZE * (OPENING_LENGTH - 1 - i))) {
                return false;
            }
        }
        int point = digitsEnd(buffer, start + OPENING_LENGTH, limit, '.');
        int colon = point < 0 ? -1 : digitsEnd(buffer, point + 1, limit, ':');
        int parenthesis = colon < 0 ? -1 : digitsEnd(buffer, colon + 1, limit, ')');
        if (parenthesis < 0 || number(buffer, point + 1, colon) > 999) {
            return false;
        }
        seconds = number(buffer, start + OPENING_LENGTH, point);
        milliseconds = (int) number(buffer, point + 1, colon);
        serial = number(buffer, colon + 1, parenthesis);
        end = parenthesis + 1;
        return true;
    }

    /** The index of {@code terminator} after one or more digits; -1 if anything else follows. */
    private static int digitsEnd(ByteBuf buffer, int from, int limit, char terminator) {
        int index = from;
        while (index < limit && index - from <= MAX_DIGITS) {
            byte b = buffer.getByte(index);
            if (b < '0' || b > '9') {
                return b == terminator && index > from ? index : -1;
            }
            index++;
        }
        return -1;
    }

    private static long number(ByteBuf buffer, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + buffer.getByte(i) - '0';
        }
        return number;
    }

    /** Returns the event id as the kernel writes it. */
    @Override
    public String toString() {
        return "audit(" + seconds + '.' + String.format("%03d", milliseconds) + ':' + serial + ')';
    }
}
