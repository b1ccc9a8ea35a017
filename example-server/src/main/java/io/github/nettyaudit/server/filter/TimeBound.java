package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.event.AuditEvent;

/**
 * One end of a time range, which belongs to the range.
 *
 * @param seconds      seconds since 1970
 * @param milliseconds 0 to 999; 999 for the end of a range that was given in seconds
 */
record TimeBound(long seconds, int milliseconds) {
    boolean isAtOrBefore(AuditEvent event) {
        return seconds < event.seconds() || seconds == event.seconds() && milliseconds <= event.milliseconds();
    }

    boolean isAtOrAfter(AuditEvent event) {
        return seconds > event.seconds() || seconds == event.seconds() && milliseconds >= event.milliseconds();
    }
}
