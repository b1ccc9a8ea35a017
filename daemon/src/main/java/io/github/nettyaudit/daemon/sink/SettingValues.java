package io.github.nettyaudit.daemon.sink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the values of settings. Each method returns {@code null}, or throws an exception that says more, for a value that
 * is not of its type.
 */
final class SettingValues {
    private static final Pattern WITH_UNIT = Pattern.compile("([0-9]{1,18}) ?([A-Za-z]*)");
    private static final Map<String, Long> SIZES = Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20,
            "GiB", 1L << 30, "TiB", 1L << 40, "kB", 1000L, "MB", 1_000_000L, "GB", 1_000_000_000L);
    private static final Map<String, Duration> UNITS = Map.of("ms", Duration.ofMillis(1), "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1), "min", Duration.ofMinutes(1), "h", Duration.ofHours(1),
            "d", Duration.ofDays(1));
    private static final int MOST_SHOWN = 100;

    private SettingValues() {
    }

    static @Nullable String text(Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : null;
    }

    static @Nullable List<String> texts(Object value) {
        if (!(value instanceof List<?> values)) {
            String text = text(value);
            return text == null ? null : List.of(text);
        }
        List<String> texts = new ArrayList<>();
        for (Object element : values) {
            String text = element == null ? null : text(element);
            if (text == null) {
                return null;
            }
            texts.add(text);
        }
        return List.copyOf(texts);
    }

    static @Nullable Boolean truth(Object value) {
        return switch (String.valueOf(value)) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    static @Nullable Long number(Object value) {
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        try {
            return value instanceof String text ? Long.valueOf(text) : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** @throws IllegalArgumentException if the value is a number with a unit that is not known */
    static @Nullable Long size(Object value) {
        Matcher matcher = WITH_UNIT.matcher(String.valueOf(text(value)));
        Long unit = matcher.matches() ? SIZES.get(matcher.group(2)) : null;
        if (matcher.matches() && unit == null) {
            throw new IllegalArgumentException("the units are KiB, MiB, GiB and TiB (powers of 1024), and kB, MB and GB"
                    + " (powers of 1000)");
        }
        try {
            return unit == null ? null : Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
        } catch (ArithmeticException e) {
            return null;
        }
    }

    /** @throws IllegalArgumentException if the value is a number without a unit, or with one that is not known */
    static @Nullable Duration duration(Object value) {
        String text = String.valueOf(text(value));
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = WITH_UNIT.matcher(text);
        Duration unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (matcher.matches() && unit == null) {
            throw new IllegalArgumentException((matcher.group(2).isEmpty() ? "it has no unit; " : "") + "the units are ms, s, m,"
                    + " h and d");
        }
        try {
            return unit == null ? null : unit.multipliedBy(Long.parseLong(matcher.group(1)));
        } catch (ArithmeticException e) {
            return null;
        }
    }

    static String sizeText(long bytes) {
        for (Map.Entry<String, Long> unit : List.of(Map.entry("TiB", 1L << 40), Map.entry("GiB", 1L << 30),
                Map.entry("MiB", 1L << 20), Map.entry("KiB", 1L << 10))) {
            if (bytes != 0 && bytes % unit.getValue() == 0) {
                return bytes / unit.getValue() + unit.getKey();
            }
        }
        return String.valueOf(bytes);
    }

    static String durationText(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0) {
            return "0";
        }
        for (Map.Entry<String, Long> unit : List.of(Map.entry("d", 86_400_000L), Map.entry("h", 3_600_000L),
                Map.entry("m", 60_000L), Map.entry("s", 1000L))) {
            if (millis % unit.getValue() == 0) {
                return millis / unit.getValue() + unit.getKey();
            }
        }
        return millis + "ms";
    }

    static String shown(Object value) {
        if (value instanceof Map) {
            return "a group of keys";
        }
        String text = value instanceof String ? "\"" + value + '"' : String.valueOf(value);
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
