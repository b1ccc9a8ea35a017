package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.server.config.ConfigurationFile;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP reads the configuration again while events arrive. */
class ReloadTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SLOW = "{ type: demo, rate: 200 }";

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Path configure(String source, String more, String... sinks) throws IOException {
        Path next = Files.writeString(directory.resolve("next.yaml"), """
                source: %s
                intake: { directory: %s, size: 4MiB, when-full: wait }
                spool: { directory: %s }
                statistics: 0
                %s
                sinks:
                %s
                """.formatted(source, directory.resolve("intake"), directory.resolve("spool"), more,
                String.join("\n", sinks)));
        return Files.move(next, directory.resolve("server.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private String file(String name, String path, String format) {
        return "  - { name: %s, type: file, path: %s, format: %s }".formatted(name, directory.resolve(path), format);
    }

    private String raw(String name) {
        return file(name, name + ".json", "raw-json");
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private long count(String text) {
        return said().lines().filter(line -> line.contains(text)).count();
    }

    /** What a test does while the server runs. */
    private interface Work {
        void run(ForwarderRun run) throws Exception;
    }

    private void serve(Path file, Work work) throws Exception {
        try (OperatorLog operator = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8))) {
            ForwarderRun run = new ForwarderRun(ConfigurationFile.read(file), operator);
            CompletableFuture<ExitCode> code = CompletableFuture.supplyAsync(() -> {
                try {
                    return run.run();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            try {
                work.run(run);
            } finally {
                run.end(ExitCode.OK, "the test");
                assertThat(code.get(60, TimeUnit.SECONDS)).as(said()).isEqualTo(ExitCode.OK);
            }
        }
    }

    /** Sends SIGHUP, and waits for a line about it. */
    private void reload(String result) throws Exception {
        long before = count(result);
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(ProcessHandle.current().pid())).start().waitFor())
                .isZero();
        await().pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> count(result) > before);
    }

    /** Waits until a file is longer than now. */
    private void awaitMore(String name) throws IOException {
        awaitMore(name, 1);
    }

    private void awaitMore(String name, int bytes) throws IOException {
        Path path = directory.resolve(name);
        long before = Files.exists(path) ? Files.size(path) : 0;
        await().pollInterval(Duration.ofMillis(10)).atMost(PATIENCE).until(() -> Files.exists(path)
                && Files.size(path) >= before + bytes);
    }

    /** The ids of the events in a file, of either format. */
    private List<String> ids(String name) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve(name))) {
            JsonNode document = JSON.readTree(line);
            ids.add(document.has("id") ? document.path("id").asText() : document.at("/event/id").asText());
        }
        return ids;
    }

    @Test
    void messagesChangeTheirFormAndLevel() throws Exception {
        String demo = "{ type: demo, rate: 100 }";
        Path file = configure(demo, "", raw("kept"));
        String changed = file + ": log has changed: it holds from the next message on";
        serve(file, run -> {
            awaitMore("kept.json");
            configure(demo, "log: { format: json }", raw("kept"));
            reload("\"message\":\"SIGHUP: " + changed);
            configure(demo, "log: { level: error }", raw("kept"));
            reload("SIGHUP: " + changed);
            configure(demo, "x: 1", raw("kept"));
            reload("there is no key x");
            configure(demo, "", raw("kept"));
            reload("netty-audit: SIGHUP: " + changed);
        });
        assertThat(count("has changed")).isEqualTo(3);
    }

    @Test
    void inAStormEveryEventReachesEverySink() throws Exception {
        String storm = "{ type: demo, rate: 20000 }";
        Path file = configure(storm, "", raw("kept"), file("changed", "changed-0.json", "ecs"), raw("removed"));
        serve(file, run -> {
            awaitMore("removed.json", 100_000);
            for (int i = 1; i <= 4; i++) {
                configure(storm, "", raw("kept"), file("changed", "changed-" + i + ".json", i % 2 == 0 ? "ecs" : "raw-json"),
                        raw("added"));
                reload("changed: changed");
                awaitMore("changed-" + i + ".json", 100_000);
            }
        });

        List<String> all = ids("kept.json");
        assertThat(all).doesNotHaveDuplicates();
        assertThat(ids("added.json")).as("starts at the oldest event").isEqualTo(all);
        List<String> changed = new ArrayList<>();
        for (int i = 0; i <= 4; i++) {
            changed.addAll(ids("changed-" + i + ".json"));
        }
        assertThat(changed).isEqualTo(all);
        List<String> removed = ids("removed.json");
        assertThat(removed).isEqualTo(all.subList(0, removed.size())).hasSizeLessThan(all.size());
        assertThat(said()).contains("sinks added: added; changed: changed; removed: removed; unchanged: kept")
                .contains("the position of the sink removed, which is not in the configuration any more, was deleted")
                .doesNotContain("dropped");
    }

    @Test
    void aFileInWhichSomethingIsWrongChangesNothingAndAllProblemsAreSaid() throws Exception {
        Path file = configure(SLOW, "", raw("kept"));
        serve(file, run -> {
            awaitMore("kept.json");
            configure(SLOW, "sppol: 1", raw("other"), "  - { name: bad, type: file, path: 7, format: xml }");
            reload("nothing was changed, because of what is wrong");
            awaitMore("kept.json");
        });
        assertThat(said()).contains("server.yaml:").contains("there is no key sppol").contains("xml");
        assertThat(directory.resolve("other.json")).doesNotExist();
    }

    @Test
    void aFileThatHasNotChangedIsOneLine() throws Exception {
        Path file = configure(SLOW, "", raw("kept"));
        serve(file, run -> {
            awaitMore("kept.json");
            long before = said().lines().count();
            reload("SIGHUP: " + file + ": nothing has changed");
            assertThat(said().lines().count()).isEqualTo(before + 1);
        });
    }

    @Test
    void whatNeedsARestartIsNamedEachTimeAndTheRestIsDone() throws Exception {
        Path file = configure(SLOW, "", raw("kept"));
        serve(file, run -> {
            awaitMore("kept.json");
            configure("{ type: demo, rate: 300 }", "process-context: false", raw("kept"), raw("added"));
            reload("what has changed in source, process-context needs a restart");
            awaitMore("added.json");
            reload("what has changed in source, process-context needs a restart");
            configure(SLOW, "", raw("kept"), raw("added"));
            reload("nothing has changed");
        });
        assertThat(said()).contains("sinks added: added; unchanged: kept");
    }

    @Test
    void aSinkThatCannotBeOpenedKeepsAllAsTheyAre() throws Exception {
        Path file = configure(SLOW, "", raw("kept"), file("changed", "changed.json", "ecs"));
        serve(file, run -> {
            awaitMore("changed.json");
            configure(SLOW, "", raw("kept"), "  - { name: changed, type: stream, listen: \"unix:"
                    + directory.resolve("none/tail.sock") + "\" }", raw("added"));
            reload("nothing was changed, because a sink cannot be opened");
            awaitMore("changed.json");
            reload("nothing was changed, because a sink cannot be opened");
            configure(SLOW, "", raw("kept"), file("changed", "changed.json", "ecs"), raw("added"));
            reload("sinks added: added; unchanged: kept, changed");
        });
        assertThat(ids("changed.json")).doesNotHaveDuplicates().isEqualTo(ids("kept.json")).isEqualTo(ids("added.json"));
        assertThat(said()).contains("sink changed: ").contains("none/tail.sock");
    }

    @Test
    void otherRulesOfNormalizationChangeAllSinks() throws Exception {
        Path rules = Files.writeString(directory.resolve("normalization.conf"), "# none\n");
        String key = "normalization: " + rules;
        Path file = configure(SLOW, key, raw("one"), file("two", "two.json", "ecs"));
        serve(file, run -> {
            awaitMore("two.json");
            Files.writeString(rules, "# still none\n");
            reload("sinks changed: one, two");
            awaitMore("two.json");
        });
        assertThat(ids("two.json")).isEqualTo(ids("one.json")).doesNotHaveDuplicates();
    }

    @Test
    void anotherFilterCountsFromTheNextEventOn() throws Exception {
        Path file = configure(SLOW, "", raw("kept"));
        serve(file, run -> {
            awaitMore("kept.json");
            configure(SLOW, "filter: \"type = SYSCALL\"", raw("kept"));
            reload("filter has changed: it holds from the next event on");
            configure(SLOW, "filter: \"type = SYSCALL\"\nredact: standard\nrate-limit: { per-key: 9/s }", raw("kept"));
            reload("rate-limit, redact have changed: they hold from the next event on");
            awaitMore("kept.json");
            reload("nothing has changed");
        });
        assertThat(said()).contains(" filtered");
    }

    @Test
    void signalsAfterTheEndHasBegunAreIgnored() throws Exception {
        Path file = configure(SLOW, "", raw("kept"));
        serve(file, run -> {
            awaitMore("kept.json");
            configure(SLOW, "", raw("kept"), raw("added"));
            run.end(ExitCode.OK, "the test");
            await().atMost(PATIENCE).until(() -> said().contains("ending because of"));
        });
        assertThat(said()).doesNotContain("SIGHUP");
    }

    @Test
    void metricsAreServedAsTheFileSays() throws Exception {
        Path first = directory.resolve("first.sock");
        Path second = directory.resolve("second.sock");
        String metrics = "metrics: { listen: 'unix:%s', ready-lag: %s }";
        serve(configure(SLOW, metrics.formatted(first, "1m"), raw("a")), run -> {
            await().atMost(PATIENCE).until(() -> UnixHttp.get(first, "/readyz").startsWith("HTTP/1.1 200"));
            assertThat(UnixHttp.get(first, "/metrics")).contains("audit_daemon_open 1.0", "audit_sink_lag_events{sink=\"a\"}");
            assertThat(UnixHttp.get(first, "/healthz")).endsWith("{\"alive\":true,\"reasons\":[]}\n");

            configure(SLOW, metrics.formatted(first, "1m"), raw("a"), raw("b"));
            reload("sinks added: b");
            assertThat(UnixHttp.get(first, "/metrics")).contains("{sink=\"b\"}");
            assertThat(count("metrics at ")).as("it was not opened again").isEqualTo(1);

            configure(SLOW, metrics.formatted(second, "2m"), raw("a"), raw("b"));
            reload("metrics at unix:" + second);
            assertThat(UnixHttp.get(second, "/metrics")).contains("{sink=\"b\"}");
            assertThat(first).doesNotExist();

            configure(SLOW, metrics.formatted(directory.resolve("none/x.sock"), "2m"), raw("a"), raw("b"));
            reload("metrics are served as before");
            assertThat(said()).contains("metrics.listen: cannot listen at unix:" + directory.resolve("none/x.sock")
                    + ": there is no directory");
            await().atMost(PATIENCE).until(() -> UnixHttp.get(second, "/healthz").startsWith("HTTP/1.1 200"));

            configure(SLOW, "", raw("a"), raw("b"));
            reload("metrics are not served any more");
            assertThat(second).doesNotExist();
            reload("nothing has changed");
        });
    }

    @Test
    void thePageIsServedAsTheFileSays() throws Exception {
        Path first = directory.resolve("first.sock");
        Path second = directory.resolve("second.sock");
        String page = "page: { listen: 'unix:%s' }";
        serve(configure(SLOW, page.formatted(first), raw("a")), run -> {
            await().atMost(PATIENCE).until(() -> UnixHttp.get(first, "/").startsWith("HTTP/1.1 200"));
            assertThat(UnixHttp.get(first, "/api/status")).contains("\"name\":\"a\",\"type\":\"file\"");
            await().atMost(PATIENCE).until(() -> UnixHttp.get(first, "/api/history?limit=1").contains("\"summary\""));

            configure(SLOW, page.formatted(first), raw("a"), raw("b"));
            reload("sinks added: b");
            assertThat(UnixHttp.get(first, "/api/status")).contains("\"name\":\"b\",\"type\":\"file\"");
            assertThat(count("page at ")).as("it was not opened again").isEqualTo(1);

            configure(SLOW, page.formatted(second), raw("a"), raw("b"));
            reload("page at unix:" + second);
            assertThat(UnixHttp.get(second, "/api/history?limit=1")).contains("\"summary\"");
            assertThat(first).doesNotExist();

            configure(SLOW, page.formatted(directory.resolve("none/x.sock")), raw("a"), raw("b"));
            reload("the page is served as before");
            await().atMost(PATIENCE).until(() -> UnixHttp.get(second, "/").startsWith("HTTP/1.1 200"));

            Files.delete(second);
            configure(SLOW, page.formatted(second), raw("a"), raw("b"));
            reload("page at unix:" + second);
            assertThat(UnixHttp.get(second, "/")).startsWith("HTTP/1.1 200");

            configure(SLOW, "", raw("a"), raw("b"));
            reload("what has changed in page needs a restart");
        });
    }

    @Test
    void aServerThatCannotServeItsMetricsDoesNotStart() throws Exception {
        Path file = configure(SLOW, "metrics: { listen: 'unix:" + directory.resolve("none/x.sock") + "' }", raw("a"));
        try (OperatorLog operator = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8))) {
            assertThat(new ForwarderRun(ConfigurationFile.read(file), operator).run()).isEqualTo(ExitCode.INPUT_OUTPUT);
        }
        assertThat(said()).contains("metrics.listen: cannot listen at unix:").doesNotContain("source: demo");
    }
}
