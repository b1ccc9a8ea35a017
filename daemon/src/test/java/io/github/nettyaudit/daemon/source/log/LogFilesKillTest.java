package io.github.nettyaudit.daemon.source.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.spool.SpoolBatch;
import io.github.nettyaudit.daemon.spool.SpoolDirectory;
import io.github.nettyaudit.daemon.spool.SpoolItem;
import io.github.nettyaudit.daemon.spool.SpoolReader;
import io.github.nettyaudit.daemon.spool.SpoolStart;
import io.github.nettyaudit.daemon.spool.StoredEventCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that follow a log and are killed, while it is written and rotated, also while none of them runs: each event is
 * stored, once and whole, and delivered. More rounds with {@code -Dlogfiles.kills=100}.
 */
class LogFilesKillTest {
    private static final int ROUNDS = Integer.getInteger("logfiles.kills", 4);
    private static final int ROTATE_EVERY = 2_000;
    private static final Pattern EVENT = Pattern.compile("\"serial\":([0-9]+)");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    private final Random random = new Random();
    private int serial;

    private void write(int events) throws IOException {
        Path log = directory.resolve("audit.log");
        for (int i = 0; i < events; i += 20) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 20; j += 2) {
                // two events whose records alternate
                for (String record : new String[] {"SYSCALL", "PATH", "PROCTITLE"}) {
                    for (int event = serial + 1; event <= serial + 2; event++) {
                        text.append("type=").append(record).append(" msg=audit(1764172800.123:").append(event)
                                .append("): a=").append(record).append('\n');
                    }
                }
                serial += 2;
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
            int cut = random.nextInt(bytes.length);
            Files.write(log, Arrays.copyOf(bytes, cut), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            Files.write(log, Arrays.copyOfRange(bytes, cut, bytes.length), StandardOpenOption.APPEND);
            if (serial % ROTATE_EVERY == 0) {
                rotate(log);
            }
        }
    }

    private static void rotate(Path log) throws IOException {
        int last = 1;
        while (Files.exists(Path.of(log + "." + last))) {
            last++;
        }
        for (int number = last; number > 1; number--) {
            Files.move(Path.of(log + "." + (number - 1)), Path.of(log + "." + number));
        }
        Files.move(log, Path.of(log + ".1"));
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void eachEventIsDeliveredOnceAndWhole() throws Exception {
        long seed = System.nanoTime();
        System.out.println("LogFilesKillTest: seed " + seed);
        random.setSeed(seed);
        write(1_000);
        for (int round = 0; round < ROUNDS; round++) {
            Process process = LogFilesProgram.start(directory);
            assertThat(process.inputReader().readLine()).isEqualTo("started");
            write(1_000 + random.nextInt(50) * 100);
            process.destroyForcibly();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            write(random.nextInt(2) * 3_000);
        }
        Process last = LogFilesProgram.start(directory);
        try (BufferedReader output = last.inputReader()) {
            assertThat(output.readLine()).isEqualTo("started");
            String end = "\"serial\":" + serial + ',';
            while (deliveredLines().stream().noneMatch(line -> line.contains(end))) {
                assertThat(last.isAlive()).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            last.getOutputStream().close();
            assertThat(output.readLine()).isEqualTo("stopped");
        }
        System.out.println("LogFilesKillTest: killed " + ROUNDS + " times, " + serial + " events");
        assertThat(delivered()).hasSize(serial); // some twice: those that the sink had taken, and a kill left unacknowledged
        assertThat(stored()).hasSize(serial).allSatisfy((event, times) -> assertThat(times).isEqualTo(1));
    }

    /** None before the first delivery has made the file. */
    private List<String> deliveredLines() throws IOException {
        Path file = directory.resolve("out.json");
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** How often each event is in the spool, with its three records. */
    private Map<Integer, Integer> stored() throws Exception {
        Map<Integer, Integer> stored = new HashMap<>();
        try (SpoolReader reader = SpoolDirectory.open(directory.resolve("spool")).openReader(SpoolStart.OLDEST)) {
            for (SpoolItem item = reader.read(Duration.ZERO); item != null; item = reader.read(Duration.ZERO)) {
                assertThat(item).isInstanceOf(SpoolBatch.class);
                for (SpoolBatch batch = (SpoolBatch) item; batch.next(); ) {
                    AuditEvent event = StoredEventCodec.read(batch.entry()).event();
                    assertThat(event.size()).isEqualTo(3);
                    stored.merge((int) event.serial(), 1, Integer::sum);
                }
            }
        }
        return stored;
    }

    /** How often each event is in the file with its three records; the lines that a kill has cut follow again. */
    private Map<Integer, Integer> delivered() throws IOException {
        Map<Integer, Integer> delivered = new HashMap<>();
        for (String line : deliveredLines()) {
            Matcher matcher = EVENT.matcher(line);
            if (line.endsWith("}") && matcher.find()) {
                assertThat(line).contains("a=SYSCALL", "a=PATH", "a=PROCTITLE");
                assertThat(line.split("a=PATH")).as(line).hasSize(2);
                delivered.merge(Integer.parseInt(matcher.group(1)), 1, Integer::sum);
            }
        }
        return delivered;
    }
}
