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
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole server in this process, from the demo source to its readers. */
class ServerRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern PORT = Pattern.compile("subscribers may connect to 127\\.0\\.0\\.1:(\\d+)");

    private final ObjectMapper json = new ObjectMapper();
    private final ByteArrayOutputStream standardOutput = new ByteArrayOutputStream();
    private final ByteArrayOutputStream standardError = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void allRecordsReachStandardOutput() throws Exception {
        Run run = new Run("--no-listen", "--demo-count", "20000", "--demo-rate", "50000");
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
        assertThat(errors()).contains("source: demo").contains("20001 records").contains("0 events never came");
    }

    @Test
    void subscribersGetRecordsUntilTheEnd() throws Exception {
        Run run = new Run("--listen", "127.0.0.1:0", "--no-stdout", "--demo-rate", "2000");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), run.port())) {
            BufferedReader reader = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(json.readTree(reader.readLine()).get("event").textValue()).isEqualTo("subscribed");
            int records = 0;
            while (records < 3000) {
                records += json.readTree(reader.readLine()).has("type") ? 1 : 0;
            }
            run.server.end(ExitCode.OK, "the test");
            List<String> rest = reader.lines().toList();
            assertThat(json.readTree(rest.get(rest.size() - 1)).get("reason").textValue()).isEqualTo("the test");
        }
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(standardOutput.size()).isZero();
    }

    @Test
    void readersThatNeverReadHoldUpNobody() throws Exception {
        Pipe stuckPipe = Pipe.open();
        Run run = new Run(stuckPipe.sink(), "--listen", "127.0.0.1:0", "--demo-rate", "200000",
                "--demo-count", "100000", "--stdout-buffer", "64k", "--subscriber-buffer", "64k", "--shutdown-timeout", "1");
        try (Socket stuck = new Socket(InetAddress.getLoopbackAddress(), run.port())) {
            assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
            assertThat(errors()).contains("100001 records").contains("0 at the socket, 0 events never came")
                    .contains("could not be passed on to readers that did not read");
            assertThat(stuck.isConnected()).isTrue();
        } finally {
            stuckPipe.source().close();
        }
    }

    @Test
    void endOfTheOnlyReaderEndsTheServer() throws Exception {
        Pipe pipe = Pipe.open();
        Run run = new Run(pipe.sink(), "--no-listen", "--demo-rate", "1000");
        Channels.newReader(pipe.source(), StandardCharsets.UTF_8).read();
        pipe.source().close();
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
        assertThat(errors()).contains("the end of standard output's reader");
    }

    @Test
    void endOfStandardOutputsReaderLeavesAskedForSubscribersAlone() throws Exception {
        Pipe pipe = Pipe.open();
        Run run = new Run(pipe.sink(), "--listen", "127.0.0.1:0", "--demo-rate", "1000");
        int port = run.port();
        pipe.source().close();
        await().atMost(PATIENCE).until(() -> errors().contains("nothing goes to standard output any more"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            BufferedReader reader = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(reader.readLine()).contains("subscribed");
            assertThat(reader.readLine()).contains("\"type\"");
        }
        run.server.end(ExitCode.OK, "the test");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
    }

    @Test
    void portInUseIsTold() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Run run = new Run("--listen", "127.0.0.1:" + taken.getLocalPort());
            assertThat(run.exitCode()).isEqualTo(ExitCode.OUTPUT_FAILS);
            assertThat(errors()).contains("cannot listen at 127.0.0.1:" + taken.getLocalPort())
                    .doesNotContain("source: demo");
        }
    }

    @Test
    void tapHoldsAllTraffic() throws Exception {
        Path tap = directory.resolve("tap.pcapng");
        Run run = new Run("--no-listen", "--demo-count", "500", "--demo-rate", "5000", "--tap", tap.toString());
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
    void tapThatCannotBeMadeIsTold() throws Exception {
        Run run = new Run("--no-listen", "--tap", directory.resolve("none/tap.pcapng").toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.OUTPUT_FAILS);
        assertThat(errors()).contains("--tap cannot write");
    }

    @Test
    void figuresComeWithinSeconds() throws Exception {
        Run run = new Run("--no-listen", "--demo-rate", "1000", "--stats-interval", "1");
        await().atMost(Duration.ofSeconds(10)).until(() -> errors().contains("pending: "));
        run.server.end(ExitCode.OK, "the test");
        assertThat(run.exitCode()).isEqualTo(ExitCode.OK);
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
            ServerOptions options = new ServerOptions();
            CommandLine parser = new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true);
            List<String> all = new ArrayList<>(List.of("--source", "demo"));
            all.addAll(List.of(arguments));
            parser.parseArgs(all.toArray(String[]::new));
            options.check(parser);
            server = new ServerRun(options, output, notices);
            new Thread(() -> {
                try {
                    ended.complete(server.run());
                } catch (Throwable e) {
                    ended.completeExceptionally(e);
                }
            }, "server-run").start();
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
