package io.github.nettyaudit.codec.event;

import org.jspecify.annotations.Nullable;

/**
 * A host whose records are assembled: its name, its open events in the order of their last records, and its clock.
 *
 * <p>The clock is made of the stamps of the host's records. It runs forward whenever a record is later than every
 * earlier one, and stands still otherwise, so that a clock that is set back, or an event that took long, ends nothing.
 * After {@value #SET_BACK} consecutive records that are all more than the timeout below the latest stamp, the clock
 * was set back for good, and the latest stamp is forgotten.
 */
final class EventHost {
    /** So many old records in a row mean that the clock of the host was set back. */
    static final int SET_BACK = 1_024;
    /** The clock runs no more than this in one step, in seconds, so that it never overflows; timeouts are shorter. */
    private static final long LONGEST_STEP = 1L << 30;

    final @Nullable String name;
    /** The bytes of the name in a log. */
    final byte[] bytes;
    final int hash;

    // The place of the host among all hosts, least recently used first, and in its chain of the table
    @Nullable EventHost older;
    @Nullable EventHost younger;
    @Nullable EventHost next;

    private @Nullable AuditEvent oldest;
    private @Nullable AuditEvent youngest;
    private long records;
    private long clock;
    private long latest = Long.MIN_VALUE;
    private int old;

    EventHost(@Nullable String name, byte[] bytes, int hash) {
        this.name = name;
        this.bytes = bytes;
        this.hash = hash;
    }

    @Nullable AuditEvent oldest() {
        return oldest;
    }

    /** Sets the clock by a record of the host. */
    void recordAt(long seconds, long timeoutSeconds) {
        records++;
        if (seconds > latest) {
            if (latest != Long.MIN_VALUE) {
                clock += Math.min(seconds - latest, LONGEST_STEP);
            }
            latest = seconds;
            old = 0;
        } else if (latest - seconds <= timeoutSeconds) {
            old = 0;
        } else if (++old == SET_BACK) {
            latest = seconds;
            old = 0;
        }
    }

    /** Whether the oldest open event got no record for so long, and while so many other records came. */
    boolean isOverdue(AuditEvent event, long timeoutSeconds, int timeoutRecords) {
        return clock - event.hostClock >= timeoutSeconds && records - event.hostRecords > timeoutRecords;
    }

    /** Notes that an event got a record, and appends it to the open events. */
    void append(AuditEvent event) {
        touch(event);
        event.olderOfHost = youngest;
        event.youngerOfHost = null;
        if (youngest == null) {
            oldest = event;
        } else {
            youngest.youngerOfHost = event;
        }
        youngest = event;
    }

    /** Notes that the youngest event got another record. */
    void touch(AuditEvent event) {
        event.hostClock = clock;
        event.hostRecords = records;
    }

    void unlink(AuditEvent event) {
        AuditEvent before = event.olderOfHost;
        AuditEvent after = event.youngerOfHost;
        if (before == null) {
            oldest = after;
        } else {
            before.youngerOfHost = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.olderOfHost = before;
        }
        event.olderOfHost = null;
        event.youngerOfHost = null;
    }

    /** Makes an event that got a record the youngest. */
    void refresh(AuditEvent event) {
        if (event == youngest) {
            touch(event);
        } else {
            unlink(event);
            append(event);
        }
    }
}
