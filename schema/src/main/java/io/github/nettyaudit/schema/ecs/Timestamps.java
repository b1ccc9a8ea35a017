package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.schema.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;

/** Times as {@code 2017-04-21T18:15:41.391Z}. The text of the last second is kept. */
final class Timestamps {
    private static final int DAY = 86_400;
    private static final int LONGEST_YEAR = 9999;

    private long lastSecond = Long.MIN_VALUE;
    private byte[] text = {};

    void write(JsonWriter json, long seconds, int milliseconds) {
        if (seconds != lastSecond) {
            lastSecond = seconds;
            text = text(seconds).getBytes(StandardCharsets.US_ASCII);
        }
        json.beginString().append(text, 0, text.length).append(milliseconds, 3).append("Z").endString();
    }

    private static String text(long seconds) {
        LocalDate date = LocalDate.ofEpochDay(Math.min(Math.floorDiv(seconds, DAY), LocalDate.MAX.toEpochDay()));
        int second = (int) Math.floorMod(seconds, (long) DAY);
        // ISO 8601 has a sign before a year of more than four digits
        return String.format(Locale.ROOT, "%s%04d-%02d-%02dT%02d:%02d:%02d.", date.getYear() > LONGEST_YEAR ? "+" : "",
                date.getYear(), date.getMonthValue(), date.getDayOfMonth(), second / 3600, second / 60 % 60, second % 60);
    }
}
