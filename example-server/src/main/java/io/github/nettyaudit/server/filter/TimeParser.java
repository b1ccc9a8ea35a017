package io.github.nettyaudit.server.filter;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the words of {@code --start} and {@code --end}: one of ausearch's words, a date, a time of the day, a date or word
 * with a time, in either order, or a moment ({@code @SECONDS}, {@code 2026-11-22T09:16:06}).
 */
final class TimeParser {
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2}))?");
    private static final Pattern ISO_DATE = Pattern.compile("(\\d{4})-(\\d{1,2})-(\\d{1,2})");
    private static final Pattern AMERICAN_DATE = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{4}|\\d{2})");
    private static final Pattern GERMAN_DATE = Pattern.compile("(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4})");
    private static final Pattern MOMENT = Pattern.compile("(\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d{1,9})?)?)"
            + "(Z|[+-]\\d{2}:\\d{2})?");
    private static final Pattern UNIX_TIME = Pattern.compile("@(\\d{1,12})(?:\\.(\\d{3}))?");
    private static final String FORMS = "a date (2026-11-22, 11/22/2026), a time (18:00, 18:00:30), both, a moment"
            + " (2026-11-22T18:00:30Z, @1795332930), or one of now, recent, this-hour, boot, today, yesterday, this-week,"
            + " week-ago, this-month, this-year";
    private static final int CENTURY_OF_69 = 69;
    private static final int LAST_MILLISECOND = 999;

    private final ZoneId zone;
    private final ZonedDateTime now;
    private final LongSupplier bootSeconds;

    /**
     * Creates a parser.
     *
     * @param clock       the time that is now
     * @param zone        of dates and times without one
     * @param bootSeconds when the machine was started, asked for only if it matters
     */
    TimeParser(Clock clock, ZoneId zone, LongSupplier bootSeconds) {
        this.zone = zone;
        now = clock.instant().atZone(zone);
        this.bootSeconds = bootSeconds;
    }

    /** Whether a word may be the second one of a time. */
    static boolean isDateOrTime(String word) {
        return TIME.matcher(word).matches() || ISO_DATE.matcher(word).matches() || AMERICAN_DATE.matcher(word).matches()
                || GERMAN_DATE.matcher(word).matches();
    }

    /**
     * Reads the start of a range: of a date without a time, midnight.
     *
     * @throws IllegalArgumentException if it is none of the forms
     */
    TimeBound start(List<String> words) {
        return read(words, false);
    }

    /**
     * Reads the end of a range: of a date without a time, the time of the day that it is now, as ausearch(8) says.
     *
     * @throws IllegalArgumentException if it is none of the forms
     */
    TimeBound end(List<String> words) {
        return read(words, true);
    }

    private TimeBound read(List<String> words, boolean isEnd) {
        try {
            TimeBound moment = words.size() == 1 ? moment(words.get(0), isEnd) : null;
            return moment != null ? moment : bound(local(words, isEnd), isEnd);
        } catch (DateTimeException e) {
            throw wrong(words, e.getMessage());
        }
    }

    private @Nullable TimeBound moment(String word, boolean isEnd) {
        Matcher unix = UNIX_TIME.matcher(word);
        if (unix.matches()) {
            return new TimeBound(Long.parseLong(unix.group(1)), unix.group(2) == null ? isEnd ? LAST_MILLISECOND : 0
                    : Integer.parseInt(unix.group(2)));
        }
        Matcher iso = MOMENT.matcher(word);
        if (!iso.matches()) {
            return null;
        }
        if (iso.group(2) == null) {
            return bound(zoned(LocalDateTime.parse(word), isEnd), isEnd && word.indexOf('.') < 0);
        }
        return bound(OffsetDateTime.parse(word).atZoneSameInstant(zone), isEnd && word.indexOf('.') < 0);
    }

    private ZonedDateTime local(List<String> words, boolean isEnd) {
        LocalTime time = null;
        String day = null;
        for (String word : words) {
            if (TIME.matcher(word).matches() && time == null) {
                time = time(word);
            } else if (day == null) {
                day = word;
            } else {
                throw wrong(words, "there are two dates");
            }
        }
        if (day == null) {
            return at(now.toLocalDate(), time == null ? LocalTime.MIDNIGHT : time, isEnd);
        }
        ZonedDateTime moment = moment(day);
        if (moment != null) {
            // as in ausearch, a time beside these words means nothing
            return moment;
        }
        LocalDate date = day(words, day);
        if (time != null) {
            return at(date, time, isEnd);
        }
        if (isEnd) {
            // ausearch(8): today means now; the other words mean their start; a date without a time means this time of day
            boolean isStart = !day.equals("today") && Character.isLetter(day.charAt(0));
            return isStart ? at(date, LocalTime.MIDNIGHT, true) : at(date, now.toLocalTime(), true);
        }
        return at(date, LocalTime.MIDNIGHT, false);
    }

    /** What a word that is a moment means; null for others. */
    private @Nullable ZonedDateTime moment(String word) {
        return switch (word) {
            case "now" -> now;
            case "recent" -> now.minusMinutes(10);
            case "this-hour" -> now.withMinute(0).withSecond(0).withNano(0);
            case "boot" -> Instant.ofEpochSecond(bootSeconds.getAsLong()).atZone(zone);
            default -> null;
        };
    }

    private LocalDate day(List<String> words, String word) {
        LocalDate today = now.toLocalDate();
        return switch (word) {
            case "today" -> today;
            case "yesterday" -> today.minusDays(1);
            // Sunday is day 0 for ausearch, whatever the locale
            case "this-week" -> today.minusDays(today.getDayOfWeek().getValue() % 7);
            case "week-ago" -> today.minusDays(7);
            case "this-month" -> today.withDayOfMonth(1);
            case "this-year" -> today.withDayOfYear(1);
            case "checkpoint" -> throw new IllegalArgumentException("there are no checkpoints here; expected " + FORMS);
            default -> date(words, word);
        };
    }

    private LocalDate date(List<String> words, String word) {
        Matcher matcher = ISO_DATE.matcher(word);
        if (matcher.matches()) {
            return date(matcher.group(1), matcher.group(2), matcher.group(3));
        }
        matcher = AMERICAN_DATE.matcher(word);
        if (matcher.matches()) {
            return date(matcher.group(3), matcher.group(1), matcher.group(2));
        }
        matcher = GERMAN_DATE.matcher(word);
        if (matcher.matches()) {
            return date(matcher.group(3), matcher.group(2), matcher.group(1));
        }
        throw wrong(words, null);
    }

    private static LocalDate date(String year, String month, String day) {
        int number = Integer.parseInt(year);
        // two digits as strptime(3) reads them
        int full = year.length() > 2 ? number : number < CENTURY_OF_69 ? 2_000 + number : 1_900 + number;
        return LocalDate.of(full, Integer.parseInt(month), Integer.parseInt(day));
    }

    private static LocalTime time(String word) {
        Matcher matcher = TIME.matcher(word);
        matcher.matches();
        return LocalTime.of(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)),
                matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
    }

    private ZonedDateTime at(LocalDate date, LocalTime time, boolean isEnd) {
        return zoned(LocalDateTime.of(date, time), isEnd);
    }

    /** Of a time that the clocks show twice, the first as a start and the second as an end. */
    private ZonedDateTime zoned(LocalDateTime local, boolean isEnd) {
        ZonedDateTime zoned = local.atZone(zone);
        return isEnd ? zoned.withLaterOffsetAtOverlap() : zoned.withEarlierOffsetAtOverlap();
    }

    private static TimeBound bound(ZonedDateTime moment, boolean isWholeSecond) {
        return new TimeBound(moment.toEpochSecond(), isWholeSecond ? LAST_MILLISECOND : moment.getNano() / 1_000_000);
    }

    private static IllegalArgumentException wrong(List<String> words, @Nullable String detail) {
        return new IllegalArgumentException("'" + String.join(" ", words) + "' is not a time"
                + (detail == null ? "" : " (" + detail + ")") + "; expected " + FORMS);
    }
}
