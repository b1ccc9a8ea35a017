package io.github.nettyaudit.server.yaml;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads sizes such as {@code 64MiB} and durations such as {@code 500ms}. */
final class Units {
    static final String SIZE_FORM = "a number of bytes such as 4096, 64KiB, 16MiB or 1GiB";
    static final String DURATION_FORM = "a duration such as 500ms, 5s, 10m, 1h or 7d";

    private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
    private static final int KIBI = 10;
    private static final int MEBI = 20;
    private static final int GIBI = 30;
    private static final int TEBI = 40;

    private Units() {
    }

    /** Returns the bytes; {@code null} if the text has another form. K and KB are read as KiB. */
    static @Nullable Long size(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int shift = switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "", "b" -> 0;
            case "k", "kb", "kib" -> KIBI;
            case "m", "mb", "mib" -> MEBI;
            case "g", "gb", "gib" -> GIBI;
            case "t", "tb", "tib" -> TEBI;
            default -> -1;
        };
        long number = Long.parseLong(matcher.group(1));
        return shift < 0 || number > Long.MAX_VALUE >> shift ? null : Long.valueOf(number << shift);
    }

    /** Returns the duration; {@code null} if the text has another form. A number other than 0 needs a unit. */
    static @Nullable Duration duration(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
            case "" -> number == 0 ? Duration.ZERO : null;
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m", "min" -> Duration.ofSeconds(number).multipliedBy(60);
            case "h" -> Duration.ofSeconds(number).multipliedBy(3600);
            case "d" -> Duration.ofSeconds(number).multipliedBy(86_400);
            default -> null;
        };
    }

    /** Writes a size as people do, for an error. */
    static String sizeText(long bytes) {
        String[] units = {"", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long number = bytes;
        while (unit < units.length - 1 && number != 0 && number % 1024 == 0) {
            number /= 1024;
            unit++;
        }
        return number + units[unit];
    }

    /** Writes a duration as people do, for an error. */
    static String durationText(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        return seconds % 3600 == 0 ? seconds / 3600 + "h" : seconds / 60 + "m";
    }
}
