package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.server.systemd.Holder;
import io.github.nettyaudit.server.systemd.SpawnedProcess;
import io.github.nettyaudit.testkit.LiveKernel;
import io.github.nettyaudit.testkit.LiveKernelStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service manager keeps the socket of a server that is killed again and again while the kernel sends records: every
 * event is in the file of the sink. {@code benchmarks/takeover.sh} runs it for longer.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES) // others may have the kernel's lock
class TakeOverLiveTest {
    private static final int KILLS = Integer.getInteger("takeover.kills", 4);
    /** Calls of getppid in a millisecond, each of which makes three records. */
    private static final int RATE = Integer.getInteger("takeover.rate", 4);
    private static final int LONGEST_LIFE_MILLIS = Integer.getInteger("takeover.life", 300);
    /** How long the load lasts for each kill: longer than a server lives and the next one needs to start. */
    private static final long LOAD_MILLIS = Integer.getInteger("takeover.load", 1500);
    private static final String KEY = "takeover-test";
    private static final String KEY_FIELD = "key=\\\"" + KEY + "\\\"";

    @TempDir
    private Path directory;

    private Path configuration() throws IOException {
        return Files.writeString(directory.resolve("server.yaml"), """
                source: { type: kernel, mode: unicast, receive-buffer: 128MiB, backlog-limit: 16384 }
                intake: { directory: %s }
                spool: { directory: %s }
                process-context: false
                state-directory: %s
                statistics: 10s
                sinks:
                  - { name: local, type: file, path: %s, format: raw-json, max-size: 0 }
                """.formatted(directory.resolve("intake"), directory.resolve("spool"), directory.resolve("state"),
                directory.resolve("out.json")));
    }

    private SpawnedProcess start(Holder holder) throws IOException {
        return SpawnedProcess.start(holder, directory.resolve("said"),
                ServerProcess.command(List.of("--config", configuration().toString())));
    }

    private static void awaitReady(Holder holder, int times) {
        await().atMost(ServerProcess.PATIENCE).pollInterval(Duration.ofMillis(5)).until(() ->
                holder.messages().stream().filter(message -> message.startsWith("READY=1")).count() >= times);
    }

    @Test
    void noEventIsLostWhenTheServerIsKilledOrStartedAnew() throws Exception {
        try (LiveKernel kernel = LiveKernels.take()) {
            kernel.setEnabled(false);
            LiveKernelStatus before = kernel.status();
            long total;
            try (Holder holder = new Holder(directory.resolve("notify").toString())) {
                SpawnedProcess server = start(holder);
                try {
                    awaitReady(holder, 1);
                    try (LiveActivity activity = LiveActivity.start()) {
                        kernel.addRule(activity.rule(KEY));
                        total = KILLS * LOAD_MILLIS * RATE;
                        activity.startGetppid((int) total, RATE);
                        Random random = new Random(10);
                        for (int kill = 1; kill <= KILLS; kill++) {
                            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MILLIS)); // the time of a failure
                            int pid = server.pid();
                            if (kill % 4 == 0) { // systemctl restart
                                assertThat(server.terminate()).as(server.said()).isZero();
                            } else {
                                server.kill();
                            }
                            assertThat(kernel.status().pid()).isEqualTo(pid);
                            assertThat(kernel.status().enabled()).isOne();
                            server = start(holder);
                            awaitReady(holder, kill + 1);
                            assertThat(holder.names()).containsExactly("audit-" + server.pid());
                            assertThat(kernel.status().pid()).isEqualTo(server.pid());
                        }
                        activity.awaitDone();
                        kernel.deleteRule(activity.rule(KEY));
                    }
                    long expected = total;
                    await().atMost(Duration.ofMinutes(5)).pollInterval(Duration.ofMillis(500)).ignoreExceptions()
                            .untilAsserted(() -> assertThat(events().size()).isEqualTo((int) expected));
                    assertThat(server.terminate()).as(server.said()).isZero();
                } finally {
                    server.said().lines().filter(line -> line.contains("records were read") || line.contains("dropped")
                            || line.contains("cannot")).forEach(System.out::println);
                    server.close();
                }
            }
            // nobody keeps the socket any more; the next server restores what the first has found
            try (ServerProcess last = ServerProcess.start("--config", configuration().toString())) {
                last.awaitSaid("an earlier process ended without restoring");
                last.awaitSaid("is the audit daemon now");
                assertThat(last.terminate()).as(last.errors()).isZero();
            }
            LiveKernelStatus after = kernel.status();
            assertThat(after.pid()).isZero();
            assertThat(after.enabled()).isEqualTo(before.enabled());
            assertThat(after.backlogLimit()).isEqualTo(before.backlogLimit());
        }
    }

    /** The ids of the events of the rule that are there with all their records. */
    private Set<String> events() throws IOException {
        Set<String> events = new HashSet<>();
        try (BufferedReader lines = Files.newBufferedReader(directory.resolve("out.json"))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                // not a cut one; no parser of JSON, since the long version has millions of lines
                if (line.contains("\"state\":\"complete\"") && line.contains(KEY_FIELD) && line.endsWith("]}")
                        && line.contains("\"records\":[{\"type\":\"SYSCALL\"") && line.contains(",{\"type\":\"PROCTITLE\"")
                        && line.split("\\{\"type\":").length == 3) {
                    int start = line.indexOf("\"id\":\"") + 6;
                    events.add(line.substring(start, line.indexOf('"', start)));
                }
            }
        }
        return events;
    }
}
