package io.github.nettyaudit.server.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times as ausearch(8) describes them, on Thursday 2026-11-26 at 05:06:07.89 in Berlin. */
class TimeParserTest {
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant NOW = Instant.parse("2026-11-26T04:06:07.890Z");

    private final TimeParser parser = new TimeParser(Clock.fixed(NOW, BERLIN), BERLIN, () -> 1_700_000_000L);

    private static List<String> words(String text) {
        return List.of(text.split(" "));
    }

    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-26T05:06:07.890", "recent, 2026-11-26T04:56:07.890", "this-hour, 2026-11-26T05:00",
        "boot, 2023-11-14T23:13:20", "today, 2026-11-26T00:00", "yesterday, 2026-11-25T00:00", "this-week, 2026-11-22T00:00",
        "week-ago, 2026-11-19T00:00", "this-month, 2026-11-01T00:00", "this-year, 2026-01-01T00:00",
        "yesterday 18:30, 2026-11-25T18:30", "18:30 yesterday, 2026-11-25T18:30", "recent 18:30, 2026-11-26T04:56:07.890",
        "18:00, 2026-11-26T18:00", "8:00:09, 2026-11-26T08:00:09", "11/22/2026, 2026-11-22T00:00",
        "11/22/26, 2026-11-22T00:00", "11/22/69, 1969-11-22T00:00", "2026-11-22, 2026-11-22T00:00",
        "22.11.2026 18:00:30, 2026-11-22T18:00:30", "2026-11-22T18:00, 2026-11-22T18:00",
        "2026-11-22T18:00:30.123, 2026-11-22T18:00:30.123", "2026-11-22T18:00:30Z, 2026-11-22T19:00:30",
        "2026-11-22T18:00:30+02:00, 2026-11-22T17:00:30", "@1700000000, 2023-11-14T23:13:20",
        "@1700000000.567, 2023-11-14T23:13:20.567", "03/29/2026 02:30, 2026-03-29T03:30"})
    void startsAt(String text, String expected) {
        ZonedDateTime moment = java.time.LocalDateTime.parse(expected).atZone(BERLIN);
        assertThat(parser.start(words(text)))
                .isEqualTo(new TimeBound(moment.toEpochSecond(), moment.getNano() / 1_000_000));
    }

    /** A range that is given in seconds holds the whole of its last second. */
    @ParameterizedTest
    @CsvSource({
        "now, 2026-11-26T05:06:07.890", "recent, 2026-11-26T04:56:07.890", "today, 2026-11-26T05:06:07.890",
        "yesterday, 2026-11-25T00:00", "this-year, 2026-01-01T00:00", "today 04:00, 2026-11-26T04:00",
        "2026-11-22, 2026-11-22T05:06:07.890", "18:00, 2026-11-26T18:00:00", "@1700000000.567, 2023-11-14T23:13:20.567",
        "2026-11-22T18:00:30.123, 2026-11-22T18:00:30.123"})
    void endsAt(String text, String expected) {
        ZonedDateTime moment = java.time.LocalDateTime.parse(expected).atZone(BERLIN);
        boolean isPrecise = moment.getNano() == 123_000_000 || moment.getNano() == 567_000_000;
        assertThat(parser.end(words(text)))
                .isEqualTo(new TimeBound(moment.toEpochSecond(), isPrecise ? moment.getNano() / 1_000_000 : 999));
    }

    /** The hour that the clocks show twice belongs to the range as a whole. */
    @Test
    void anHourThatComesTwiceIsInTheRange() {
        assertThat(parser.start(words("10/25/2026 02:30")).seconds())
                .isEqualTo(Instant.parse("2026-10-25T00:30:00Z").getEpochSecond());
        assertThat(parser.end(words("10/25/2026 02:30")).seconds())
                .isEqualTo(Instant.parse("2026-10-25T01:30:00Z").getEpochSecond());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "13/01/2026", "2026-02-30", "25:00", "18", "12:00 13:00", "today yesterday", "@x",
        "checkpoint", "2026-11-22T25:00", "@99999999999999999999", ""})
    void whatIsNoTimeIsRefusedWithTheForms(String text) {
        for (boolean isEnd : new boolean[] {false, true}) {
            assertThatIllegalArgumentException().isThrownBy(() -> {
                List<String> words = List.of(text.split(" ", -1));
                if (isEnd) {
                    parser.end(words);
                } else {
                    parser.start(words);
                }
            }).withMessageContaining("expected a date (2026-11-22, 11/22/2026)");
        }
    }
}
