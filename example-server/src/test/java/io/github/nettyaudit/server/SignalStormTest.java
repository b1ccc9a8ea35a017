package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program gets SIGHUP and SIGTERM in a storm of records: every event that it has received is delivered. */
class SignalStormTest {
    private static final Pattern SERIAL = Pattern.compile("\"serial\":([0-9]+)");
    private static final Pattern ENDED = Pattern.compile("ended after ([0-9]+) records, ([0-9]+) events stored");

    @TempDir
    private Path directory;

    private Path configuration(int more) throws IOException {
        Path next = Files.writeString(directory.resolve("next.yaml"), """
                source: { type: demo, rate: 50000 }
                intake: { directory: %s, size: 4MiB, when-full: wait }
                spool: { directory: %s }
                statistics: 0
                sinks:
                  - { name: kept, type: file, path: %s, max-size: 0, format: raw-json }
                  - { name: changed, type: file, path: %s, max-size: 0, format: raw-json }
                """.formatted(directory.resolve("intake"), directory.resolve("spool"), directory.resolve("kept.json"),
                directory.resolve("changed-" + more + ".json")));
        return Files.move(next, directory.resolve("server.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private List<Long> serials(String... names) throws IOException {
        List<Long> serials = new ArrayList<>();
        for (String name : names) {
            for (String line : Files.readAllLines(directory.resolve(name))) {
                Matcher serial = SERIAL.matcher(line);
                if (serial.find()) {
                    serials.add(Long.valueOf(serial.group(1)));
                }
            }
        }
        return serials;
    }

    @Test
    void everyEventIsDeliveredByThisProcessOrTheNext() throws Exception {
        Path file = configuration(0);
        long events;
        try (ServerProcess server = ServerProcess.start("--config", file.toString())) {
            await().atMost(ServerProcess.PATIENCE).until(() -> Files.exists(directory.resolve("kept.json"))
                    && Files.size(directory.resolve("kept.json")) > 0);
            configuration(1);
            assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(server.pid())).start().waitFor()).isZero();
            server.awaitSaid("sinks changed: changed; unchanged: kept");
            await().atMost(ServerProcess.PATIENCE).pollInterval(Duration.ofMillis(10))
                    .until(() -> Files.exists(directory.resolve("changed-1.json"))
                            && Files.size(directory.resolve("changed-1.json")) > 0);
            assertThat(server.terminate()).as(server.errors()).isZero();
            Matcher ended = ENDED.matcher(server.errors());
            assertThat(ended.find()).as(server.errors()).isTrue();
            events = Long.parseLong(ended.group(2));
            assertThat(server.errors()).doesNotContain("dropped");
        }
        // what was not delivered in time, if anything, is delivered by the next one
        Files.writeString(file, Files.readString(file).replace("rate: 50000", "rate: 1000, count: 1"));
        try (ServerProcess next = ServerProcess.start("--config", file.toString())) {
            assertThat(next.exitCode()).as(next.errors()).isZero();
            Matcher ended = ENDED.matcher(next.errors());
            assertThat(ended.find()).as(next.errors()).isTrue();
            events += Long.parseLong(ended.group(2));
        }
        List<Long> kept = serials("kept.json");
        assertThat(kept).hasSize((int) events);
        assertThat(serials("changed-0.json", "changed-1.json")).isEqualTo(kept);
    }
}
