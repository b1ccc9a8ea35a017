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
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the forwarder with the demo's records, as a configuration file says. */
class ForwarderRunTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();

    private Path configuration(String source, String spool, String sinks) throws IOException {
        return Files.writeString(directory.resolve("server.yaml"), """
                source: %s
                intake: { directory: %s, size: 1MiB, when-full: wait }
                %s
                statistics: 0
                sinks:
                %s""".formatted(source, directory.resolve("run/netty-audit/intake"), spool, sinks));
    }

    private ExitCode run(Path file, Ending ending) throws Exception {
        try (OperatorLog operator = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8))) {
            ForwarderRun run = new ForwarderRun(ConfigurationFile.read(file), operator);
            CompletableFuture<ExitCode> code = CompletableFuture.supplyAsync(() -> {
                try {
                    return run.run();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            ending.end(run);
            return code.get(60, TimeUnit.SECONDS);
        }
    }

    /** What ends a run. */
    private interface Ending {
        void end(ForwarderRun run) throws Exception;
    }

    private static final Ending BY_ITSELF = run -> { };

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file);
    }

    /** With statistics: 10m the kernel would be asked for its losses every 10 minutes. */
    @Test
    void rareLinesOfStatisticsMakeNoOldNumbers() {
        Duration usual = Duration.ofSeconds(10);
        assertThat(ForwarderRun.watchInterval(Duration.ofMinutes(10))).isEqualTo(usual);
        assertThat(ForwarderRun.watchInterval(Duration.ZERO)).isEqualTo(usual);
        assertThat(ForwarderRun.watchInterval(Duration.ofSeconds(2))).hasSeconds(2);
    }

    @Test
    void subscribersReadTheStreamBesideAFile() throws Exception {
        Path socket = directory.resolve("tail.sock");
        Path file = configuration("{ type: demo, rate: 500 }", "", """
                  - { name: tail, type: stream, listen: "unix:%s", format: ocsf }
                  - { name: raw, type: file, path: %s, format: raw-json }
                """.formatted(socket, directory.resolve("raw.json")));
        List<String> read = new ArrayList<>();

        assertThat(run(file, run -> {
            await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(socket));
            try (SubscriberClient client = SubscriberClient.unix(socket).send("format raw-json\n")) {
                String line = client.line();
                while (!line.contains("\"event\":\"subscribed\"")) {
                    line = client.line(); // of the format of the sink
                }
                while (read.size() < 50) {
                    read.add(client.line());
                }
            }
            run.end(ExitCode.OK, "the test");
        })).as(said()).isEqualTo(ExitCode.OK);

        assertThat(lines(directory.resolve("raw.json"))).containsSubsequence(read);
        assertThat(socket).doesNotExist();
    }

    /** They would become events of this host, since the host of an event is not stored. */
    @Test
    void eventsOfTheDemoAreNotSentByARunWithAnotherSource() throws Exception {
        Path spool = directory.resolve("spool");
        String spoolKey = "spool: { directory: " + spool + " }";
        String sink = "  - { name: raw, type: file, path: " + directory.resolve("raw.json") + ", format: raw-json }\n";
        Path log = Files.writeString(directory.resolve("audit.log"), "type=USER_LOGIN msg=audit(1764172800.123:7): pid=1 res=success\n");
        String files = "{ type: files, paths: [" + log + "], follow: false }";
        assertThat(run(configuration("{ type: demo, rate: 5000, count: 100 }", spoolKey, sink), BY_ITSELF)).isEqualTo(ExitCode.OK);

        assertThat(run(configuration(files, spoolKey, sink), BY_ITSELF)).as(said()).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains(spool + " has made-up events of source: demo, which would be sent as events of this host."
                + " Delete them: rm -r " + spool);
        assertThat(run(configuration("{ type: demo, rate: 5000, count: 100 }", spoolKey, sink), BY_ITSELF)).isEqualTo(ExitCode.OK);

        Files.walkFileTree(spool, new Deletion());
        assertThat(run(configuration(files, spoolKey, sink), BY_ITSELF)).as(said()).isEqualTo(ExitCode.OK);
        assertThat(run(configuration("{ type: demo }", spoolKey, sink), BY_ITSELF)).as(said()).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("spool.directory: " + spool + " has events that are not made up");
        assertThat(run(configuration("{ type: demo, rate: 5000, count: 100 }", "", sink), BY_ITSELF)).isEqualTo(ExitCode.OK);
        assertThat(run(configuration(files, "", sink), BY_ITSELF)).as("nothing was left in the ring").isEqualTo(ExitCode.OK);

        Files.createFile(directory.resolve("run/netty-audit/intake").resolve(DemoMark.NAME)); // a demo that was killed
        assertThat(run(configuration(files, spoolKey, sink), BY_ITSELF)).as(said()).isEqualTo(ExitCode.USAGE);
        assertThat(said()).contains("intake has made-up events of source: demo");
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {
        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
        }
    }

    @Test
    void everyEventIsInEveryFile() throws Exception {
        Path file = configuration("{ type: demo, rate: 5000, count: 1970 }", "spool: { directory: "
                + directory.resolve("spool") + " }", """
                  - { name: ecs, type: file, path: %s, format: ecs }
                  - { name: raw, type: file, path: %s, format: raw-json }
                """.formatted(directory.resolve("ecs.json"), directory.resolve("raw.json")));

        assertThat(run(file, BY_ITSELF)).as(said()).isEqualTo(ExitCode.OK);

        List<String> ecs = lines(directory.resolve("ecs.json"));
        List<String> raw = lines(directory.resolve("raw.json"));
        assertThat(ecs).hasSameSizeAs(raw).hasSizeGreaterThan(400);
        for (int i = 0; i < raw.size(); i++) {
            JsonNode event = JSON.readTree(raw.get(i));
            assertThat(JSON.readTree(ecs.get(i)).at("/event/id")).isEqualTo(event.path("id"));
        }
        assertThat(said()).contains("ended after 1971 records, " + raw.size() + " events stored; ecs: " + raw.size()
                + " delivered, 0 to go; raw: " + raw.size() + " delivered, 0 to go");
        assertThat(said()).doesNotContain("dropped");
    }

    private static String event(int serial, String node) {
        String id = " msg=audit(1764172800.123:" + serial + "): ";
        return node + "type=SYSCALL" + id + "arch=c000003e syscall=59 success=yes exit=0 pid=1 auid=0 uid=0 comm=\"ls\"\n" + node
                + "type=PROCTITLE" + id + "proctitle=6c73\n";
    }

    @Test
    void logsAreReadToTheirEndsAndOnFromThere() throws Exception {
        Path log = directory.resolve("audit.log");
        Files.writeString(directory.resolve("audit.log.1"), event(1, "") + event(2, "node=web.example "));
        Files.writeString(log, event(3, ""));
        Path out = directory.resolve("out.json");
        Path file = configuration("{ type: files, paths: [" + log + "], follow: false }", "spool: { directory: "
                + directory.resolve("spool") + " }", "  - { name: local, type: file, path: %s }\n".formatted(out));
        assertThat(run(file, BY_ITSELF)).as(said()).isEqualTo(ExitCode.OK);
        assertThat(said()).contains("reading from " + log).contains("the end of what there is to read")
                .contains("ended after 6 records, 3 events stored; local: 3 delivered, 0 to go");
        assertThat(JSON.readTree(lines(out).get(1)).at("/host/name").asText()).isEqualTo("web.example");
        assertThat(JSON.readTree(lines(out).get(0)).at("/host/name").asText()).isNotEqualTo("web.example");

        Files.writeString(log, event(4, ""), StandardOpenOption.APPEND);
        assertThat(run(file, BY_ITSELF)).as(said()).isEqualTo(ExitCode.OK);
        assertThat(lines(out)).hasSize(4);
        assertThat(Files.exists(directory.resolve("spool/files.position"))).isTrue();
    }

    @Test
    void aLogThatCannotBeReadIsNamed() throws Exception {
        Path file = configuration("{ type: files, paths: [" + directory + "] }", "", "  - { name: local, type: stdout }\n"
                + "state-directory: " + directory.resolve("state"));
        assertThat(run(file, BY_ITSELF)).as(said()).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(said()).contains(directory + " is not a regular file");
    }

    @Test
    void theSpoolKeepsWhatASinkHasNotTaken() throws Exception {
        String spool = "spool: { directory: " + directory.resolve("spool") + " }\nshutdown-timeout: 1s";
        // the directory of the file is a file, so that nothing can be written
        Path place = Files.writeString(directory.resolve("place"), "");
        String sink = "  - { name: local, type: file, path: %s, format: raw-json }\n".formatted(place.resolve("out.json"));
        Path file = configuration("{ type: demo, rate: 5000, count: 500 }", spool, sink);
        assertThat(run(file, BY_ITSELF)).as(said()).isEqualTo(ExitCode.OK);
        assertThat(said()).contains("the next start delivers the rest");

        Files.delete(place);
        Files.createDirectory(place);
        Path again = configuration("{ type: demo, rate: 5000, count: 1 }", spool, sink);
        assertThat(run(again, BY_ITSELF)).as(said()).isEqualTo(ExitCode.OK);
        assertThat(lines(place.resolve("out.json"))).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Test
    void aSignalEndsItInOrder() throws Exception {
        Path out = directory.resolve("out.json");
        Path file = configuration("{ type: demo, rate: 100 }", "spool: { size: 1MiB }",
                "  - { name: local, type: file, path: %s }\n".formatted(out));
        assertThat(run(file, run -> {
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(out)
                    && Files.size(out) > 0);
            run.end(ExitCode.OK, "a signal");
        })).as(said()).isEqualTo(ExitCode.OK);
        assertThat(said()).contains("ending because of a signal").contains("ended after");
        assertThat(lines(out)).allSatisfy(line -> assertThat(JSON.readTree(line).has("@timestamp")).isTrue());
    }

    @Test
    void aSecondForwarderOfTheSameFilesIsRefused() throws Exception {
        Path out = directory.resolve("out.json");
        Path file = configuration("{ type: demo, rate: 100 }", "spool: { directory: " + directory.resolve("spool") + " }",
                "  - { name: local, type: file, path: %s }\n".formatted(out));
        run(file, first -> {
            await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(out)
                    && Files.size(out) > 0);
            try (OperatorLog operator = new OperatorLog(new PrintStream(said, true, StandardCharsets.UTF_8))) {
                assertThat(new ForwarderRun(ConfigurationFile.read(file), operator).run()).isEqualTo(ExitCode.INPUT_OUTPUT);
            }
            first.end(ExitCode.OK, "the test");
        });
        assertThat(said()).contains("intake.ring");
    }

    /** The message was only the path. */
    @Test
    void aSpoolThatMayNotBeWrittenIsExplained() throws Exception {
        Path closed = Path.of("/sys/kernel"); // where not even root makes files
        Path file = configuration("{ type: demo, rate: 100 }", "spool: { directory: " + closed + " }",
                "  - { name: local, type: stdout }\n");
        assertThat(run(file, BY_ITSELF)).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(said()).containsPattern("/sys/kernel/\\S+ cannot be written: permission denied");
    }

    @Test
    void aDirectoryThatCannotBeMadeIsNamed() throws Exception {
        Files.writeString(directory.resolve("run"), "a file");
        Path file = configuration("{ type: demo, rate: 100 }", "", "  - { name: local, type: stdout }\n");
        assertThat(run(file, BY_ITSELF)).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(said()).contains(directory.resolve("run").toString());
    }
}
