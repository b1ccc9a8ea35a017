package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.schema.json.JsonName;
import io.github.nettyaudit.schema.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Locale;

/** Times as {@code 2017-04-21T18:15:41.391Z}. The text of the last second and day is kept. */
final class Timestamps {
    private static final int DAY = 86_400;
    private static final int HOUR = 3600;
    private static final int MINUTE = 60;
    private static final int LONGEST_YEAR = 9999;

    private long lastSecond = Long.MIN_VALUE;
    private long lastDay = Long.MIN_VALUE;
    /** All of the time; behind the date the digits are put in place. */
    private byte[] text = {};
    private int clock;

    void write(JsonWriter json, JsonName name, long seconds, int milliseconds) {
        if (seconds != lastSecond) {
            setSecond(seconds);
            lastSecond = seconds;
        }
        int millis = clock + 9;
        text[millis] = (byte) ('0' + milliseconds / 100);
        putPair(millis + 1, milliseconds % 100);
        json.string(name, text, 0, text.length);
    }

    private void setSecond(long seconds) {
        long day = Math.floorDiv(seconds, DAY);
        int second = (int) Math.floorMod(seconds, (long) DAY);
        if (day != lastDay) {
            text = (date(day) + "T00:00:00.000Z").getBytes(StandardCharsets.US_ASCII);
            clock = text.length - "00:00:00.000Z".length();
            lastDay = day;
        }
        putPair(clock, second / HOUR);
        putPair(clock + 3, second / MINUTE % MINUTE);
        putPair(clock + 6, second % MINUTE);
    }

    private void putPair(int index, int number) {
        text[index] = (byte) ('0' + number / 10);
        text[index + 1] = (byte) ('0' + number % 10);
    }

    private static String date(long day) {
        LocalDate date = LocalDate.ofEpochDay(Math.min(day, LocalDate.MAX.toEpochDay()));
        // ISO 8601 has a sign before a year of more than four digits
        return String.format(Locale.ROOT, "%s%04d-%02d-%02d", date.getYear() > LONGEST_YEAR ? "+" : "",
                date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    }
}
