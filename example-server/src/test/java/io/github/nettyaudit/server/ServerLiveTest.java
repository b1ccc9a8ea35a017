package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.testkit.LiveKernel;
import io.github.nettyaudit.testkit.LiveKernelStatus;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The server as users start it, on the kernel that runs here. */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // others may have the kernel's lock
class ServerLiveTest {
    @TempDir
    private Path directory;

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void streamsEveryRecordAndLeavesTheKernelAsFound() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            kernel.setEnabled(false);
            LiveKernelStatus before = kernel.status();
            Path socket = directory.resolve("s");
            try (ServerProcess server = ServerProcess.start("--listen", "unix:" + socket, "--backlog-limit", "5000",
                    "--backlog-wait-time", "1000", "--stats-interval", "1")) {
                server.awaitSaid("source: unicast, because no audit daemon is registered").awaitSaid("no audit rules");
                LiveKernelStatus during = kernel.status();
                assertThat(during.pid()).isEqualTo((int) server.pid());
                assertThat(during.enabled()).isOne();
                assertThat(during.backlogLimit()).isEqualTo(5000);
                assertThat(during.backlogWaitTime()).isEqualTo(1000);

                try (SubscriberClient subscriber = SubscriberClient.unix(socket);
                        LiveActivity activity = LiveActivity.start()) {
                    BufferedReader reader = subscriber.reader();
                    assertThat(reader.readLine()).contains("\"event\":\"subscribed\"", "\"source\":\"unicast\"");
                    kernel.addRule(activity.rule("server-live-test"));
                    activity.getppid(500);
                    activity.userMessage("odd \u00e9\u20ac \t\"\\ end".getBytes(StandardCharsets.UTF_8));
                    activity.userMessage(new byte[] {'b', 'a', 'd', ' ', (byte) 0xff, (byte) 0xc3, ' ', 'e', 'n', 'd'});
                    server.awaitOutput(500, "\"typenum\":1300,", "server-live-test");
                    server.awaitOutput(2, "\"typenum\":1112,");
                    checkSubscriber(reader, server.output());
                    kernel.deleteRule(activity.rule("server-live-test"));
                }
                checkUserMessages(server.output());
                server.awaitSaid("records in the kernel");

                assertThat(server.terminate()).as(server.errors()).isZero();
                assertThat(server.output().get(server.output().size() - 1)).contains("\"event\":\"stopped\"");
                assertThat(server.errors()).contains("0 at the socket, 0 events missing, 0 dropped");
                for (String line : server.output()) {
                    assertThat(json.readTree(line).isObject()).isTrue();
                }
            }
            assertAsBefore(kernel, before);
        }
    }

    private void checkSubscriber(BufferedReader reader, List<String> output) throws IOException {
        int first = 0;
        while (!output.get(first).contains("\"type\"")) {
            first++;
        }
        String line = reader.readLine();
        while (!line.equals(output.get(first))) {
            first++; // it came a little later than standard output's reader
        }
        for (String expected : List.copyOf(output).subList(first + 1, output.size())) {
            assertThat(reader.readLine()).isEqualTo(expected);
        }
    }

    private void checkUserMessages(List<String> output) throws IOException {
        List<String> messages = output.stream().filter(line -> line.contains("\"typenum\":1112,")).toList();
        JsonNode odd = json.readTree(messages.get(0));
        assertThat(odd.get("type").textValue()).isEqualTo("USER_LOGIN");
        assertThat(odd.get("text").textValue()).contains("msg='odd \u00e9\u20ac \t\"\\ end")
                .startsWith("audit(" + odd.get("sec").longValue() + '.')
                .contains(":" + odd.get("serial").longValue() + "):");
        assertThat(odd.has("text_hex")).isFalse();
        JsonNode bad = json.readTree(messages.get(1));
        assertThat(bad.get("text").textValue()).contains("bad \ufffd\ufffd end");
        assertThat(new String(HexFormat.of().parseHex(bad.get("text_hex").textValue()), StandardCharsets.ISO_8859_1))
                .contains("bad \u00ff\u00c3 end");
    }

    @Test
    void secondServerReadsBesideTheFirstAndAThirdIsRefused() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            LiveKernelStatus before = kernel.status();
            try (ServerProcess first = ServerProcess.start().awaitSaid("is the audit daemon now");
                    ServerProcess second = ServerProcess.start()) {
                second.awaitSaid("source: multicast, read-only, because process " + first.pid());
                second.awaitSaid("audit rules");
                try (LiveActivity activity = LiveActivity.start()) {
                    activity.userMessage("for both".getBytes(StandardCharsets.US_ASCII));
                }
                first.awaitOutput(1, "for both");
                second.awaitOutput(1, "for both");
                try (ServerProcess third = ServerProcess.start("--source", "unicast")) {
                    assertThat(third.exitCode()).isEqualTo(ExitCode.OTHER_DAEMON.code());
                    assertThat(third.errors()).contains("EEXIST", "pid " + first.pid()).doesNotContain("\tat ");
                }
                assertThat(second.terminate()).isZero();
                assertThat(kernel.status().pid()).isEqualTo((int) first.pid());
                assertThat(first.terminate()).isZero();
            }
            assertAsBefore(kernel, before);
        }
    }

    @Test
    void sigtermInAStormLosesNothingThatCameAndLeavesTheKernelAsFound() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            kernel.setEnabled(false);
            LiveKernelStatus before = kernel.status();
            try (ServerProcess server = ServerProcess.start("--backlog-limit", "8192")
                    .awaitSaid("no audit rules"); LiveActivity activity = LiveActivity.start()) {
                kernel.addRule(activity.rule("server-storm"));
                activity.startGetppid(100_000);
                server.awaitSaid("is the audit daemon now");
                org.awaitility.Awaitility.await().atMost(ServerProcess.PATIENCE)
                        .until(() -> server.output().size() > 1000);
                assertThat(server.terminate()).as(server.errors()).isZero();
                assertThat(kernel.status().pid()).isZero();
                activity.awaitDone();
                kernel.deleteRule(activity.rule("server-storm"));

                JsonNode stopped = json.readTree(server.output().get(server.output().size() - 1));
                assertThat(stopped.get("event").textValue()).isEqualTo("stopped");
                long records = 0; // that came, or that this test was too slow for and was told so
                for (String line : server.output()) {
                    JsonNode node = json.readTree(line);
                    records += node.has("type") ? 1
                            : line.contains("\"dropped\"") ? node.get("records").longValue() : 0;
                }
                assertThat(stopped.get("records").longValue()).isEqualTo(records);
                assertThat(server.errors()).contains("0 at the socket, 0 events missing");
            }
            assertAsBefore(kernel, before);
        }
    }

    @Test
    void withoutCapabilitiesOneSentenceSaysWhatIsMissing() throws Exception {
        skipUnlessKernelCanBeHad();
        try (ServerProcess server = ServerProcess.start(
                List.of("setpriv", "--bounding-set", "-all", "--inh-caps", "-all"))) {
            assertThat(server.exitCode()).as(server.errors()).isEqualTo(ExitCode.KERNEL_REFUSES.code());
            assertThat(server.errors()).contains("EPERM", "CAP_AUDIT_CONTROL", "--source demo").doesNotContain("\tat ");
            assertThat(server.output()).isEmpty();
        }
    }

    @Test
    void inAUserNamespaceOneSentenceSaysSo() throws Exception {
        skipUnlessKernelCanBeHad();
        try (ServerProcess server = ServerProcess.start(
                List.of("unshare", "--user", "--map-root-user"))) {
            assertThat(server.exitCode()).as(server.errors()).isEqualTo(ExitCode.KERNEL_REFUSES.code());
            assertThat(server.errors()).contains("ECONNREFUSED", "container").doesNotContain("\tat ");
        }
    }

    private static void assertAsBefore(LiveKernel kernel, LiveKernelStatus before) {
        LiveKernelStatus after = kernel.status();
        assertThat(after.pid()).isZero();
        assertThat(after.enabled()).isEqualTo(before.enabled());
        assertThat(after.backlogLimit()).isEqualTo(before.backlogLimit());
        assertThat(after.backlogWaitTime()).isEqualTo(before.backlogWaitTime());
        assertThat(after.failure()).isEqualTo(before.failure());
        assertThat(after.rateLimit()).isEqualTo(before.rateLimit());
        assertThat(kernel.rules()).isEmpty();
    }

    private static LiveKernel takeKernel() throws IOException {
        skipUnlessKernelCanBeHad();
        LiveKernel kernel = LiveKernel.take(Duration.ofMinutes(15));
        assertThat(kernel.rules()).as("rules that are loaded already").isEmpty();
        return kernel;
    }

    private static void skipUnlessKernelCanBeHad() {
        LiveKernel.whyUnavailable().ifPresent(reason -> {
            if (LiveKernel.isRequired()) {
                fail(LiveKernel.ENVIRONMENT + "=require, but " + reason);
            }
            System.out.println("SKIPPED a live test: " + reason);
            Assumptions.abort(reason);
        });
    }
}
