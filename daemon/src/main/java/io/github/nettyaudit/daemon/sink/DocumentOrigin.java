package io.github.nettyaudit.daemon.sink;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The event that a document was made of.
 *
 * @param sequence     its position in the log from which it is delivered
 * @param host         the host on which it happened; {@code null} if it is not known
 * @param seconds      its time, in seconds since 1970
 * @param milliseconds the milliseconds within the second
 * @param serial       the number that the kernel gave it, unsigned 32-bit; 0 for the report of a loss without one
 * @param isUnique     whether host, time and serial name this document alone; they do not for the report of a loss, nor
 *                     for late records of an event that was delivered before
 */
public record DocumentOrigin(long sequence, @Nullable String host, long seconds, int milliseconds, long serial,
                             boolean isUnique) {
    /**
     * Returns the identity of the event.
     *
     * @return {@code host/seconds.millis:serial}; without a host, {@code seconds.millis:serial}
     */
    public String eventId() {
        StringBuilder id = new StringBuilder(64);
        if (host != null) {
            id.append(host).append('/');
        }
        id.append(seconds).append('.');
        for (int limit = 100; limit > milliseconds && limit > 1; limit /= 10) {
            id.append('0');
        }
        return id.append(milliseconds).append(':').append(serial).toString();
    }

    /**
     * Returns a name that no other document of the log has.
     *
     * @return the event id; followed by {@code #} and the sequence if the event id alone is not unique
     */
    public String documentId() {
        return isUnique ? eventId() : eventId() + '#' + sequence;
    }

    /**
     * Returns when the event happened.
     *
     * @return the time, with a resolution of one millisecond; the least or largest {@code Instant} for the seconds of a
     *         log that are beyond its range
     */
    public Instant time() {
        if (seconds < Instant.MIN.getEpochSecond() || seconds > Instant.MAX.getEpochSecond()) {
            return seconds < 0 ? Instant.MIN : Instant.MAX;
        }
        return Instant.ofEpochSecond(seconds, milliseconds * 1_000_000L);
    }
}
