package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.codec.pcapng.PcapngPacket;
import io.github.nettyaudit.codec.pcapng.PcapngReader;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.log.OperatorLog;
import io.github.nettyaudit.server.option.ServerOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The whole server in this process, from the demo source to its readers. */
@Timeout(300) // a reader waits for ever for a line that does not come
class ServerRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final Pattern PORT = Pattern.compile("subscribers may connect to 127\\.0\\.0\\.1:(\\d+)");

    private final ObjectMapper json = new ObjectMapper();
    private final ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void theDemoReadsAsAStory() throws Exception {
        assertThat(new Run("--format", "text", "--demo-count", "197", "--demo-rate", "2000").exitCode())
                .isEqualTo(ExitCode.OK);
        assertThat(standardOutput.toString(StandardCharsets.UTF_8)).containsSubsequence("user login failed",
                "alice as root", "user login ok", "command  ls -l /srv/reports", "openat failed: EACCES", "/etc/shadow",
                "sudo useradd -m bob", "add user", "finit_module ok  key kernel-module", "mount /dev/sdb1 /mnt",
                "laddr=198.51.100.7", "unlinkat ok", "avc: open denied", "who      www-data", "config change: add_rule",
                "key time-change", "user logout").contains("anom abend: SIGSEGV");
    }

    /** B18: the demo's last record, by which the scripted kernel reports its own change, was stamped 2023. */
    @Test
    void recordsOfTheDemoHaveThePresentTime() throws Exception {
        long start = System.currentTimeMillis() / 1000;
        assertThat(new Run("--demo-count", "100", "--demo-rate", "1000").exitCode()).isEqualTo(ExitCode.OK);
        List<JsonNode> records = lines().stream().filter(line -> line.has("typenum")).toList();
        assertThat(records).hasSizeGreaterThan(100).allSatisfy(record -> assertThat(record.get("sec").longValue())
                .isBetween(start, System.currentTimeMillis() / 1000));
        assertThat(errors()).contains("source: demo, 1000 records per second; these are events of a made-up host,"
                + " repeated with the present time, and the kernel's audit is not used");
    }

    @Test
    void thePageHasTheEventsBesideTheOtherReaders() throws Exception {
        Path socket = directory.resolve("page.sock");
        Run run = new Run("--demo-rate", "500", "--page", "unix:" + socket);
        await().atMost(PATIENCE).until(() -> errors().contains("page at unix:" + socket));
        await().atMost(PATIENCE).until(() -> UnixHttp.get(socket, "/api/history?limit=500&filter="
                + "type%3DUSER_LOGIN").contains("\"USER_LOGIN\""));
        assertThat(UnixHttp.get(socket, "/")).contains("Content-Security-Policy: default-src 'none'");
        assertThat(UnixHttp.get(socket, "/api/status")).contains("\"source\":\"demo\"").doesNotContain("\"kernel\"");
        run.server.end(ExitCode.OK, "the test");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(lines()).hasSizeGreaterThan(10);
    }

    @Test
    void allRecordsReachStandardOutput() throws Exception {
        Run run = new Run("--demo-count", "20000", "--demo-rate", "50000");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        List<JsonNode> lines = lines();
        assertThat(lines.get(0).get("state").textValue()).isEqualTo("registered");
        JsonNode stopped = lines.get(lines.size() - 1);
        assertThat(stopped.get("event").textValue()).isEqualTo("stopped");
        // the scripted kernel itself reports that auditing was turned off
        assertThat(stopped.get("records").longValue()).isEqualTo(20_001);
        assertThat(lines.stream().filter(line -> line.has("type")).count()).isEqualTo(20_001);
        assertThat(lines.stream().filter(line -> line.has("event")).map(line -> line.get("event").textValue()))
                .containsOnly("daemon", "started", "stopped");
        assertThat(errors()).contains("source: demo").contains("20001 records").contains("0 events missing");
    }

    /** Each record but EOE is in a document, and nothing but documents is written. */
    @Test
    void everyEventReachesStandardOutputAsADocument() throws Exception {
        Run run = new Run("--format", "RAW-JSON", "--demo-count", "3000", "--demo-rate", "5000");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        List<JsonNode> lines = lines();
        assertThat(lines).allSatisfy(line -> assertThat(line.get("raw").intValue()).isOne());
        int records = 0;
        for (JsonNode line : lines) {
            assertThat(line.get("state").textValue()).isNotEqualTo("loss");
            records += line.get("records").size();
            assertThat(line.get("records").findValuesAsText("typenum")).doesNotContain("1320");
        }
        assertThat(records).isBetween(1_500, 3_001);
        assertThat(errors()).contains("3001 records");
    }

    /** Each of the two has a format of its own by default. */
    @Test
    void aTerminalShowsTextAndSubscribersGetDocuments() throws Exception {
        Path socket = directory.resolve("s");
        Run run = new Run(true, Channels.newChannel(standardOutput), "--listen", "unix:" + socket, "--demo-rate", "2000");
        run.awaitSaid("subscribers may connect to unix:" + socket);
        try (SubscriberClient subscriber = SubscriberClient.unix(socket)) {
            for (int i = 0; i < 200; i++) {
                assertThat(json.readTree(subscriber.line()).at("/ecs/version").textValue()).isEqualTo("9.4.0");
            }
            run.server.end(ExitCode.OK, "the test");
        }
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(standardOutput.toString(StandardCharsets.UTF_8)).contains("\n  who      ").doesNotContain("{\"");
    }

    @Test
    void subscribersGetTheFormatThatWasAskedFor() throws Exception {
        Path socket = directory.resolve("s");
        Run run = new Run("--format", "laurel", "--no-stdout", "--listen", "unix:" + socket, "--demo-rate", "2000");
        run.awaitSaid("subscribers may connect to unix:" + socket);
        try (SubscriberClient subscriber = SubscriberClient.unix(socket)) {
            for (int i = 0; i < 200; i++) {
                assertThat(json.readTree(subscriber.line()).get("ID").textValue()).matches("\\d+\\.\\d{3}:\\d+");
            }
            run.server.end(ExitCode.OK, "the test");
            assertThat(subscriber.reader().lines()).allMatch(line -> line.startsWith("{\"ID\":"));
        }
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    /** Each subscriber has the format that it has asked for; one that asks for nothing has that of the command line. */
    @ParameterizedTest
    @ValueSource(strings = {"records", "ecs"})
    void subscribersChooseTheirFormat(String usual) throws Exception {
        Path socket = directory.resolve("s");
        Run run = new Run("--format", usual, "--no-stdout", "--listen", "unix:" + socket, "--demo-rate", "2000");
        run.awaitSaid("subscribers may connect to unix:" + socket);
        try (SubscriberClient silent = SubscriberClient.unix(socket); SubscriberClient ocsf = SubscriberClient.unix(socket);
                SubscriberClient records = SubscriberClient.unix(socket); SubscriberClient text = SubscriberClient.unix(socket);
                SubscriberClient wrong = SubscriberClient.unix(socket)) {
            ocsf.send("format ocsf\n");
            records.send("format records\n");
            text.send("format text\n");
            wrong.send("format xml\n");
            awaitChosen(ocsf, "ocsf");
            awaitChosen(records, "records");
            awaitChosen(text, "text");
            for (int i = 0; i < 300; i++) {
                assertThat(json.readTree(ocsf.line()).at("/metadata/version").textValue()).isEqualTo("1.8.0");
                assertThat(records.line()).matches("\\{\"(type|event)\":.*"); // "event" is for a start, and each subscriber
                assertThat(text.line()).doesNotStartWith("{").doesNotContain("\u001b");
                assertThat(json.readTree(silent.line()).has("@timestamp")).isEqualTo(usual.equals("ecs"));
            }
            String last = null;
            for (String line = wrong.line(); line != null; line = wrong.line()) {
                last = line;
            }
            assertThat(last).contains("\"event\":\"refused\"", "text, records, raw-json, ecs, ocsf, laurel");
            run.server.end(ExitCode.OK, "the test");
            assertThat(ocsf.reader().lines()).allMatch(line -> line.startsWith("{\"class_uid\":"));
        }
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    private void awaitChosen(SubscriberClient subscriber, String format) throws IOException {
        String line = subscriber.line();
        while (!line.contains("\"format\":\"" + format + '"')) {
            assertThat(line).as("before the answer").startsWith("{");
            line = subscriber.line();
        }
        assertThat(json.readTree(line).get("event").textValue()).isEqualTo("subscribed");
    }

    /** Sent together with the token, it is obeyed before the first document. */
    @Test
    void theFormatMayFollowTheToken() throws Exception {
        Run run = new Run("--listen", "127.0.0.1:0", "--format", "ecs", "--token-file", tokenFile(), "--no-stdout",
                "--demo-rate", "2000");
        try (SubscriberClient subscriber = SubscriberClient.tcp(run.port())) {
            subscriber.send("token " + SubscriberClient.TOKEN + "\nformat laurel\n");
            assertThat(json.readTree(subscriber.line()).get("format").textValue()).isEqualTo("laurel");
            assertThat(subscriber.line()).startsWith("{\"ID\":");
            run.server.end(ExitCode.OK, "the test");
            assertThat(subscriber.reader().lines()).allMatch(line -> line.startsWith("{\"ID\":"));
        }
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void subscribersOfAUnixSocketGetRecordsUntilTheEnd() throws Exception {
        Path socket = directory.resolve("s");
        Run run = new Run("--listen", "unix:" + socket, "--no-stdout", "--demo-rate", "2000");
        run.awaitSaid("subscribers may connect to unix:" + socket + " (root");
        try (SubscriberClient subscriber = SubscriberClient.unix(socket)) {
            readUntilTheEnd(run, subscriber);
        }
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(standardOutput.size()).isZero();
        assertThat(socket).doesNotExist();
    }

    @Test
    void subscribersOfATcpPortGetRecordsUntilTheEnd() throws Exception {
        Run run = new Run("--listen", "127.0.0.1:0", "--token-file", tokenFile(), "--no-stdout",
                "--demo-rate", "2000");
        try (SubscriberClient subscriber = SubscriberClient.tcp(run.port()).sendToken()) {
            readUntilTheEnd(run, subscriber);
        }
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(standardOutput.size()).isZero();
    }

    private void readUntilTheEnd(Run run, SubscriberClient subscriber) throws IOException {
        assertThat(json.readTree(subscriber.line()).get("event").textValue()).isEqualTo("subscribed");
        int records = 0;
        while (records < 3000) {
            records += json.readTree(subscriber.line()).has("type") ? 1 : 0;
        }
        run.server.end(ExitCode.OK, "the test");
        List<String> rest = subscriber.reader().lines().toList();
        assertThat(json.readTree(rest.get(rest.size() - 1)).get("reason").textValue()).isEqualTo("the test");
    }

    /** H4: any local user could read the audit trail on a port that was open by default. */
    @Test
    void withoutAnOptionNobodyCanConnect() throws Exception {
        Run run = new Run("--demo-count", "100", "--demo-rate", "1000");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(errors()).contains("source: demo").doesNotContain("subscribers may connect");
    }

    @Test
    void readersThatNeverReadHoldUpNobody() throws Exception {
        Pipe stuckPipe = Pipe.open();
        Run run = new Run(stuckPipe.sink(), "--listen", "127.0.0.1:0", "--token-file", tokenFile(), "--demo-rate",
                "200000", "--demo-count", "100000", "--stdout-buffer", "64k", "--subscriber-buffer", "64k",
                "--shutdown-timeout", "1");
        try (SubscriberClient stuck = SubscriberClient.tcp(run.port()).sendToken()) {
            assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(errors()).contains("100001 records").contains("0 at the socket, 0 events missing")
                    .contains("were not sent, because their readers were too slow");
            assertThat(stuck.channel().isConnected()).isTrue();
        } finally {
            stuckPipe.source().close();
        }
    }

    @Test
    void endOfTheOnlyReaderEndsTheServer() throws Exception {
        Pipe pipe = Pipe.open();
        Run run = new Run(pipe.sink(), "--demo-rate", "1000");
        Channels.newReader(pipe.source(), StandardCharsets.UTF_8).read();
        pipe.source().close();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(errors()).contains("the end of the reader of standard output");
    }

    @Test
    void endOfStandardOutputsReaderLeavesAskedForSubscribersAlone() throws Exception {
        Pipe pipe = Pipe.open();
        Path socket = directory.resolve("s");
        Run run = new Run(pipe.sink(), "--listen", "unix:" + socket, "--demo-rate", "1000");
        pipe.source().close();
        run.awaitSaid("standard output is no longer written");
        try (SubscriberClient subscriber = SubscriberClient.unix(socket)) {
            assertThat(subscriber.line()).contains("subscribed");
            await().atMost(PATIENCE).until(() -> subscriber.line().contains("\"type\""));
        }
        run.server.end(ExitCode.OK, "the test");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void portInUseIsTold() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = new Run("--listen", "127.0.0.1:" + taken.getLocalPort(), "--token-file", tokenFile());
            assertThat(run.exitCode()).isEqualTo(ExitCode.INPUT_OUTPUT);
            assertThat(errors()).contains("cannot listen at 127.0.0.1:" + taken.getLocalPort())
                    .doesNotContain("source: demo");
        }
    }

    /** N9: the source was opened first. */
    @Test
    void anAddressThatIsRefusedIsRefusedBeforeAnythingIsOpened() throws Exception {
        assertRefusedAtOnce("--metrics 0.0.0.0:9464 is not a loopback address", "--metrics=0.0.0.0:9464");
        assertRefusedAtOnce("--page 192.0.2.1:9464 is not a loopback address", "--page=192.0.2.1:9464");
        assertRefusedAtOnce("--metrics 127.0.0.1:9471 and --page 127.0.0.1:9471 are the same address",
                "--page=127.0.0.1:9471", "--metrics=localhost:9471");
        Path socket = directory.resolve("x.sock");
        assertRefusedAtOnce("--listen unix:" + socket + " and --metrics unix:" + socket + " are the same address",
                "--listen=unix:" + socket, "--metrics=unix:" + socket);
    }

    @Test
    void anAddressThatCannotBeHadIsReportedBeforeTheSourceIsOpened() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            for (String option : List.of("--page", "--metrics")) {
                for (String place : List.of(address, "unix:" + directory + "/none/x.sock", "unix:" + Files.writeString(
                        directory.resolve("file"), "x"))) {
                    standardError.reset();
                    assertThat(new Run(option + '=' + place).exitCode()).isEqualTo(ExitCode.INPUT_OUTPUT);
                    assertThat(errors()).contains(option + ": cannot listen at " + place + ": ")
                            .doesNotContain("source: demo");
                }
            }
        }
        assertThat(directory.resolve("file")).hasContent("x");
    }

    private void assertRefusedAtOnce(String message, String... arguments) throws Exception {
        standardError.reset();
        assertThat(new Run(arguments).exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(errors()).contains(message).doesNotContain("source: demo").doesNotContain("subscribers may connect");
    }

    @Test
    void tapHoldsAllTraffic() throws Exception {
        Path tap = directory.resolve("tap.pcapng");
        Run run = new Run("--demo-count", "500", "--demo-rate", "5000", "--tap", tap.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        int records = 0;
        int requests = 0;
        try (PcapngReader reader = new PcapngReader(Files.newInputStream(tap))) {
            for (PcapngPacket packet = reader.next(); packet != null; packet = reader.next()) {
                boolean data = "data".equals(packet.interfaceName());
                records += data ? 1 : 0;
                requests += data ? 0 : 1;
            }
        }
        assertThat(records).isGreaterThan(500);
        assertThat(requests).isGreaterThan(2);
    }

    @Test
    void tapThatCannotBeMadeIsToldAndNothingElseIsDone() throws Exception {
        Path existing = Files.writeString(directory.resolve("existing"), "precious");
        Path link = Files.createSymbolicLink(directory.resolve("link"), existing);
        Path pipe = directory.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
        assertTapRefused("none/tap.pcapng", "there is no such directory");
        assertTapRefused("existing", "there is a file of this name; choose another name, or add --tap-overwrite");
        assertTapRefused("link", "there is a file of this name");
        assertTapRefused("link", "not a regular file", "--tap-overwrite");
        assertTapRefused("pipe", "there is a file of this name"); // K5: this blocked, and SIGTERM with it
        assertTapRefused("pipe", "not a regular file", "--tap-overwrite");
        assertThat(existing).hasContent("precious");
        assertThat(link).isSymbolicLink();
    }

    private void assertTapRefused(String name, String reason, String... more) throws Exception {
        standardError.reset();
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.addAll(List.of("--tap", directory.resolve(name).toString()));
        assertThat(new Run(arguments.toArray(String[]::new)).exitCode()).isEqualTo(ExitCode.INPUT_OUTPUT);
        assertThat(errors()).contains("--tap cannot create " + directory.resolve(name)).contains(reason)
                .doesNotContain("source: demo");
    }

    @Test
    void tapCanReplaceAFile() throws Exception {
        Path tap = Files.writeString(directory.resolve("tap.pcapng"), "old");
        Files.setPosixFilePermissions(tap, PosixFilePermissions.fromString("rw-rw-rw-"));
        Run run = new Run("--demo-count", "10", "--tap", tap.toString(), "--tap-overwrite", "--no-stdout");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(tap))).isEqualTo("rw-------");
        try (PcapngReader reader = new PcapngReader(Files.newInputStream(tap))) {
            assertThat(reader.next()).isNotNull();
        }
    }

    @Test
    void figuresComeWithinSeconds() throws Exception {
        Run run = new Run("--demo-rate", "1000", "--stats-interval", "1");
        await().atMost(Duration.ofSeconds(10)).until(() -> errors().contains("pending: "));
        run.server.end(ExitCode.OK, "the test");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    private String tokenFile() throws IOException {
        return SubscriberClient.tokenFile(directory).toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 150, 3600})
    void theShutdownTimeoutIsNotCutShort(int seconds) {
        ServerOptions options = new ServerOptions();
        new CommandLine(options).parseArgs("--shutdown-timeout", String.valueOf(seconds));
        // the kernel's last records, the rules, the readers, the tap: each may take that long
        try (OperatorLog operator = new OperatorLog(new PrintStream(new ByteArrayOutputStream()))) {
            assertThat(new ServerRun(options, Channels.newChannel(new ByteArrayOutputStream()), operator).longestEnd())
                    .isGreaterThan(Duration.ofSeconds(4L * seconds));
        }
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : standardOutput.toString(StandardCharsets.UTF_8).lines().toList()) {
            lines.add(json.readTree(line));
        }
        return lines;
    }

    private String errors() {
        return standardError.toString(StandardCharsets.UTF_8);
    }

    /** A server that runs on a thread of its own. */
    private final class Run {
        private final ServerRun server;
        private final OperatorLog notices = new OperatorLog(new PrintStream(standardError, true, StandardCharsets.UTF_8));
        private final CompletableFuture<ExitCode> ended = new CompletableFuture<>();

        Run(String... arguments) {
            this(Channels.newChannel(standardOutput), arguments);
        }

        Run(WritableByteChannel output, String... arguments) {
            this(false, output, arguments);
        }

        Run(boolean isTerminal, WritableByteChannel output, String... arguments) {
            ServerOptions options = new ServerOptions();
            CommandLine parser = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
            List<String> all = new ArrayList<>(List.of("--source", "demo"));
            all.addAll(List.of(arguments));
            if (!isTerminal && !all.contains("--format") && !all.contains("--ecs-strict")) {
                all.addAll(List.of("--format", "records")); // most tests look at records
            }
            parser.parseArgs(all.toArray(String[]::new));
            options.check(parser);
            server = new ServerRun(options, output, notices, isTerminal, null);
            new Thread(() -> {
                try {
                    ended.complete(server.run());
                } catch (Throwable e) {
                    ended.completeExceptionally(e);
                }
            }, "server-run").start();
        }

        void awaitSaid(String text) {
            await().atMost(PATIENCE).until(() -> errors().contains(text) || ended.isDone());
            assertThat(errors()).contains(text);
        }

        int port() {
            await().atMost(PATIENCE).until(() -> PORT.matcher(errors()).find());
            Matcher matcher = PORT.matcher(errors());
            assertThat(matcher.find()).isTrue();
            return Integer.parseInt(matcher.group(1));
        }

        ExitCode exitCode() throws Exception {
            ExitCode code = ended.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            notices.close();
            return code;
        }
    }
}
