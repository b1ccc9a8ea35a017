package io.github.nettyaudit.daemon.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed while they append: what they said was written is there. More rounds with
 * {@code -Dspool.kills=200}.
 */
class SpoolKillTest {
    private static final int ROUNDS = Integer.getInteger("spool.kills", 20);

    @TempDir
    private Path parent;

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everyAcknowledgedEntryIsThere() throws Exception {
        Path directory = parent.resolve("spool");
        long seed = System.nanoTime();
        System.out.println("SpoolKillTest: seed " + seed);
        Random random = new Random(seed);
        long acknowledged = 0;
        long read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Process process = SpoolProgram.start("append", directory.toString());
            long last = -1;
            try (BufferedReader output = process.inputReader()) {
                int lines = random.nextInt(300);
                for (int i = 0; i <= lines; i++) {
                    last = Long.parseLong(output.readLine());
                }
                process.toHandle().destroyForcibly(); // the streams stay open
                // what it had printed before it was killed counts too; the last line may be cut
                String before = null;
                for (String line = output.readLine(); line != null; line = output.readLine()) {
                    last = before == null ? last : Long.parseLong(before);
                    before = line;
                }
            }
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(last).isGreaterThan(acknowledged);
            acknowledged = last;

            SpoolOptions options = SpoolOptions.builder(directory).size(64 << 20).segmentSize(256 << 10)
                    .notices(notice -> { }).build();
            try (Spool spool = Spool.open(options); SpoolReader reader = spool.openReader("sink", SpoolStart.OLDEST)) {
                assertThat(spool.recovery().nextSequence()).isGreaterThan(acknowledged);
                assertThat(spool.recovery().damagedBlocks()).isZero();
                assertThat(spool.recovery().sourcePosition()).isGreaterThan(acknowledged);
                assertThat(reader.position()).isEqualTo(read + 1);
                List<String> items = Entries.read(reader);
                // a process that was killed early may have left one entry, which has no dash
                assertThat(items.get(0)).isEqualTo(Entries.range(read + 1,
                        spool.recovery().nextSequence() - spool.recovery().tornEntries() - 1));
                assertThat(items).hasSize(spool.recovery().tornEntries() == 0 ? 1 : 2);
                read = reader.position() - 1;
                reader.commit(read);
            }
        }
        System.out.println("SpoolKillTest: killed " + ROUNDS + " times, " + acknowledged + " entries");
    }
}
