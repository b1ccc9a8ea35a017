package io.github.nettyaudit.server.sink.elasticsearch;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an index, which may contain the day of the event: {@code audit-{yyyy.MM.dd}}. The name depends on nothing but
 * the event, so that an event that comes again goes to the same index. Not thread-safe.
 */
final class IndexName {
    static final String EXPECTED = "the name of an index in lower case, for example audit, or with the event's day in UTC,"
            + " audit-{yyyy.MM.dd}";
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}.][\\p{L}\\p{N}._+-]{0,199}");
    private static final Pattern DATED = Pattern.compile("(.*)\\{([yMd._-]{2,20})}(.*)");
    private static final long DAY = 86_400;

    private final String prefix;
    private final String suffix;
    private final @Nullable DateTimeFormatter date;
    private long day = Long.MIN_VALUE;
    private String name = "";

    private IndexName(String prefix, @Nullable DateTimeFormatter date, String suffix) {
        this.prefix = prefix;
        this.suffix = suffix;
        this.date = date;
    }

    /**
     * Checks a name.
     *
     * @return the name; {@code null} if no index may have it
     */
    static @Nullable String check(Object value) {
        String text = String.valueOf(value);
        try {
            String name = of(text).of(Instant.EPOCH);
            return NAME.matcher(name).matches() && name.equals(name.toLowerCase(Locale.ROOT)) && !name.matches("\\.+")
                    ? text : null;
        } catch (DateTimeException | IllegalArgumentException e) {
            return null;
        }
    }

    static IndexName of(String text) {
        Matcher dated = DATED.matcher(text);
        return dated.matches()
                ? new IndexName(dated.group(1), DateTimeFormatter.ofPattern(dated.group(2), Locale.ROOT), dated.group(3))
                : new IndexName(text, null, "");
    }

    /** Whether all events go to the same index. */
    boolean isFixed() {
        return date == null;
    }

    /** The name for an event of this time. */
    String of(Instant time) {
        if (date == null) {
            return prefix;
        }
        long eventDay = Math.floorDiv(time.getEpochSecond(), DAY);
        if (eventDay != day) {
            name = prefix + date.format(time.atOffset(ZoneOffset.UTC)) + suffix;
            day = eventDay;
        }
        return name;
    }
}
