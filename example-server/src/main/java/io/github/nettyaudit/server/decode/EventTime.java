package io.github.nettyaudit.server.decode;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times of events as text. A date is made once for all events of the same second. */
final class EventTime {
    /** The number of characters that follow the milliseconds: a blank, and {@code +01:00}. */
    private static final int AFTER_MILLISECONDS = 7;
    private static final int MILLISECOND_DIGITS = 3;

    private final DateTimeFormatter formatter;
    private final StringBuilder text = new StringBuilder();
    private long lastSecond;
    /** What stands before and after the milliseconds of the last second. */
    private @Nullable String start;
    private String end = "";

    EventTime(ZoneId zone) {
        formatter = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSS xxx").withZone(zone);
    }

    /** A time; seconds and milliseconds as numbers if it is no date. */
    String format(long seconds, int milliseconds) {
        if (start == null || seconds != lastSecond) {
            try {
                String whole = formatter.format(Instant.ofEpochSecond(seconds));
                int point = whole.length() - AFTER_MILLISECONDS - MILLISECOND_DIGITS;
                start = whole.substring(0, point);
                end = whole.substring(whole.length() - AFTER_MILLISECONDS);
                lastSecond = seconds;
            } catch (DateTimeException | ArithmeticException e) {
                start = null;
                return seconds + "." + milliseconds;
            }
        }
        text.setLength(0);
        text.append(start).append((char) ('0' + milliseconds / 100)).append((char) ('0' + milliseconds / 10 % 10))
                .append((char) ('0' + milliseconds % 10));
        return text.append(end).toString();
    }
}
