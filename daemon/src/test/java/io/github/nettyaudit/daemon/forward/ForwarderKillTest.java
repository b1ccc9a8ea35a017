package io.github.nettyaudit.daemon.forward;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Forwarders that are killed while they receive, store and deliver: every event that was given reaches the file, with
 * all its records. More rounds with {@code -Dforwarder.kills=100}.
 */
class ForwarderKillTest {
    private static final int ROUNDS = Integer.getInteger("forwarder.kills", 10);
    private static final Pattern SERIAL = Pattern.compile("\"serial\":([0-9]+)");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyEventThatWasGivenIsDelivered() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ForwarderKillTest: seed " + seed);
        Random random = new Random(seed);
        long given = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // more may have been given than was printed; those serials are not used again
            given = killed(given + 1_000_000 * round + 1, random.nextInt(20_000));
            if (round == 0) {
                assertThat(given).isPositive();
            }
            ranges.put(first, given);
        }
        Forwarder last = ForwarderProgram.forwarder(directory);
        assertThat(last.close(Duration.ofMinutes(5))).isTrue();

        Map<Long, Integer> delivered = delivered();
        long duplicates = delivered.values().stream().filter(count -> count > 1).count();
        long events = 0;
        List<Long> missing = new ArrayList<>();
        for (Map.Entry<Long, Long> range : ranges.entrySet()) {
            for (long serial = range.getKey(); serial <= range.getValue(); serial++) {
                events++;
                if (!delivered.containsKey(serial)) {
                    missing.add(serial);
                }
            }
        }
        assertThat(missing).as("not delivered; serials were given from and to %s", ranges).isEmpty();
        System.out.println("ForwarderKillTest: killed " + ROUNDS + " times, " + events + " events, " + duplicates
                + " delivered more than once");
    }

    private final Map<Long, Long> ranges = new HashMap<>();
    private long first;

    /** Runs a forwarder until it has given some events, and returns the last serial that it has printed. */
    private long killed(long firstSerial, int lines) throws Exception {
        first = firstSerial;
        Process process = ForwarderProgram.start(directory, firstSerial);
        long last = 0;
        try (BufferedReader output = process.inputReader()) {
            for (int i = 0; i <= lines; i++) {
                last = Long.parseLong(output.readLine());
            }
            process.toHandle().destroyForcibly(); // the streams stay open
            String before = null;
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                last = before == null ? last : Long.parseLong(before); // the last line may be cut
                before = line;
            }
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return last;
    }

    /**
     * How often each serial is in the file, with both records of its event. A kill may cut one line, which the next process
     * ends by a newline; its event follows again.
     */
    private Map<Long, Integer> delivered() throws Exception {
        Map<Long, Integer> delivered = new HashMap<>();
        Set<Long> calls = new HashSet<>();
        int cut = 0;
        for (String line : Files.readAllLines(directory.resolve("out.json"))) {
            if (!line.endsWith("}")) {
                cut++;
                continue;
            }
            Matcher serial = SERIAL.matcher(line);
            if (!line.contains("\"loss\"")) {
                assertThat(serial.find()).as(line).isTrue();
                long number = Long.parseLong(serial.group(1));
                if (line.contains("a=1300")) {
                    calls.add(number);
                }
                if (line.contains("a=1302")) { // on a busy machine an event may time out, and be in two parts
                    delivered.merge(number, 1, Integer::sum);
                }
            }
        }
        delivered.keySet().retainAll(calls);
        assertThat(cut).isLessThanOrEqualTo(ROUNDS);
        return delivered;
    }
}
