package io.github.nettyaudit.codec.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random interleavings of whole events of several hosts, whose clocks differ and are set forward and back, are put
 * together exactly. The second opinion groups the lines by host, stamp and serial, with no bound and no clock.
 */
class EventInterleavingTest {
    private static final String[] TYPES = {"SYSCALL", "EXECVE", "CWD", "PATH", "PATH", "SOCKADDR", "BPRM_FCAPS"};

    /** An event in the making: its lines, and how many of them are in the log. */
    private static final class Plan {
        private final List<String> lines = new ArrayList<>();
        private int written;
        private long lastRecord;
    }

    /** A host: what it has to write, and its clock. */
    private static final class Host {
        private final String prefix;
        private final List<Plan> open = new ArrayList<>();
        private long seconds;
        private long serial;
        private long records;

        Host(int number, Random random) {
            prefix = number == 0 ? "" : "node=host" + number + ' ';
            seconds = 1_700_000_000 + random.nextInt(2 * 86_400) - 86_400;
            // two hosts may have the same numbers
            serial = random.nextInt(3) * 20;
        }

        /** The clock runs, is corrected by a few seconds, or is set to anything. */
        private void runClock(Random random) {
            switch (random.nextInt(60)) {
                case 0 -> seconds += random.nextInt(9) - 4;
                case 1 -> seconds += random.nextInt(200_000) - 100_000;
                case 2, 3, 4 -> seconds += random.nextInt(3);
                default -> { }
            }
        }

        private Plan begin(Random random) {
            runClock(random);
            Plan plan = new Plan();
            String stamp = " msg=audit(" + seconds + '.' + (100 + random.nextInt(3)) + ':' + ++serial + "): ";
            int count = 1 + random.nextInt(8);
            for (int i = 0; i < count; i++) {
                String type = i == count - 1 ? "PROCTITLE" : TYPES[random.nextInt(TYPES.length)];
                plan.lines.add(prefix + "type=" + type + stamp + "number=" + i);
            }
            plan.lastRecord = records;
            open.add(plan);
            return plan;
        }

        /** Writes the next line of an event: of any, or of the one that must not wait any longer. */
        String write(Random random, int atOnce) {
            Plan plan = open.isEmpty() ? begin(random) : open.get(0);
            for (Plan other : open) {
                plan = other.lastRecord < plan.lastRecord ? other : plan;
            }
            // every other open event may have to be served first when it is due
            if (plan.written == 0 || records - plan.lastRecord < EventAssemblerOptions.TIMEOUT_RECORDS - 2L * atOnce) {
                plan = open.size() < atOnce && random.nextBoolean() ? begin(random)
                        : open.get(random.nextInt(open.size()));
            }
            plan.lastRecord = ++records;
            String line = plan.lines.get(plan.written++);
            if (plan.written == plan.lines.size()) {
                open.remove(plan);
            }
            return line;
        }
    }

    private static List<String> log(Random random, int hosts, int atOnce, int lines) {
        List<Host> all = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            all.add(new Host(i, random));
        }
        List<String> log = new ArrayList<>();
        while (log.size() < lines) {
            log.add(all.get(random.nextInt(hosts)).write(random, atOnce));
        }
        for (Host host : all) {
            while (!host.open.isEmpty()) {
                log.add(host.write(random, 0));
            }
        }
        return log;
    }

    private static Map<String, List<String>> grouped(List<String> log) {
        Map<String, List<String>> groups = new LinkedHashMap<>();
        for (String line : log) {
            String node = line.startsWith("node=") ? line.substring(0, line.indexOf(' ')) : "";
            String id = line.substring(line.indexOf("audit("), line.indexOf("): "));
            groups.computeIfAbsent(node + ' ' + id, key -> new ArrayList<>()).add(line);
        }
        return groups;
    }

    private static List<List<String>> assembled(List<String> log, Random random) {
        List<List<String>> events = new ArrayList<>();
        AuditLogReader reader = new AuditLogReader(event -> {
            List<String> lines = new ArrayList<>();
            for (int i = 0; i < event.size(); i++) {
                lines.add(event.content(i).toString(StandardCharsets.US_ASCII));
            }
            if (event.state() != AuditEventState.COMPLETE || event.isLate()) {
                throw new AssertionError(event + " is late: " + event.isLate());
            }
            events.add(lines);
            event.release();
        });
        byte[] bytes = (String.join("\n", log) + '\n').getBytes(StandardCharsets.US_ASCII);
        for (int start = 0, length; start < bytes.length; start += length) {
            length = Math.min(bytes.length - start, 1 + random.nextInt(5_000));
            reader.read(Unpooled.copiedBuffer(bytes, start, length));
        }
        reader.close();
        return events;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 40})
    void everyEventIsWhole(int hosts) {
        for (int seed = 0; seed < 25; seed++) {
            Random random = new Random(1_000L * hosts + seed);
            int atOnce = 1 + random.nextInt(50);
            List<String> log = log(random, hosts, atOnce, 4_000);
            Map<String, List<String>> expected = grouped(log);
            List<List<String>> events = assembled(log, random);
            assertThat(events).as("seed %d", seed).hasSameSizeAs(expected.values());
            // each event has lines of its own, so that sets may be compared
            assertThat(new HashSet<>(events)).as("seed %d", seed).isEqualTo(new HashSet<>(expected.values()));
        }
    }
}
