package io.github.nettyaudit.server.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the lines of {@link TestBatches} as a subscriber gets them, and checks that the numbers follow each other but
 * where a {@code dropped} line says how many are missing.
 */
final class StreamCheck {
    private static final Pattern DROPPED = Pattern.compile(
            "\\{\"event\":\"dropped\",.*\"records\":(\\d+),\"events\":(\\d+),\"total\":(\\d+)}");

    private long expected;
    private long dropped;
    private long lines;

    StreamCheck readAll(List<String> all) {
        all.forEach(this::read);
        return this;
    }

    void read(String line) {
        if (line.startsWith("{\"event\":\"subscribed\"")) {
            return;
        }
        Matcher matcher = DROPPED.matcher(line);
        if (matcher.matches()) {
            long records = Long.parseLong(matcher.group(1));
            expected += records;
            dropped += records;
            assertThat(Long.parseLong(matcher.group(3))).as("total").isEqualTo(dropped);
        } else {
            assertThat(Long.parseLong(line.strip())).isEqualTo(expected);
            expected++;
            lines++;
        }
    }

    /** The number of the next line; all before it were read or told as dropped. */
    long next() {
        return expected;
    }

    long dropped() {
        return dropped;
    }

    long lines() {
        return lines;
    }
}
