package io.github.nettyaudit.schema.ecs;

import io.github.nettyaudit.schema.json.JsonWriter;
import java.time.LocalDate;

/** Times as {@code 2017-04-21T18:15:41.391Z}. */
final class Timestamps {
    private static final int DAY = 86_400;

    private long day = Long.MIN_VALUE;
    private int year;
    private int month;
    private int dayOfMonth;

    void write(JsonWriter json, long seconds, int milliseconds) {
        long daysSinceEpoch = Math.floorDiv(seconds, DAY);
        if (daysSinceEpoch != day) {
            LocalDate date = LocalDate.ofEpochDay(Math.min(daysSinceEpoch, LocalDate.MAX.toEpochDay()));
            day = daysSinceEpoch;
            year = date.getYear();
            month = date.getMonthValue();
            dayOfMonth = date.getDayOfMonth();
        }
        int second = (int) Math.floorMod(seconds, (long) DAY);
        json.beginString();
        if (year > 9999) {
            json.append("+"); // ISO 8601
        }
        json.append(year, 4).append("-").append(month, 2).append("-").append(dayOfMonth, 2).append("T")
                .append(second / 3600, 2).append(":").append(second / 60 % 60, 2).append(":").append(second % 60, 2)
                .append(".").append(milliseconds, 3).append("Z").endString();
    }
}
