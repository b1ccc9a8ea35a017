package io.github.nettyaudit.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.testkit.LiveKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ctl} and {@code --rules} as users start them, on the kernel that runs here. */
@Timeout(value = 20, unit = TimeUnit.MINUTES) // others may have the kernel's lock
class RulesLiveTest {
    private static final String FIRST = "-a always,exit -F arch=b64 -S 1000 -F key=first";
    private static final String SECOND = "-a always,exit -F arch=b64 -S 1001 -F key=second";

    @TempDir
    private Path directory;

    private static LiveKernel takeKernel() throws IOException {
        LiveKernel.whyUnavailable().ifPresent(reason -> {
            assertThat(LiveKernel.isRequired()).as("live tests are required, but " + reason).isFalse();
            System.out.println("SKIPPED a live test: " + reason);
            Assumptions.abort(reason);
        });
        return LiveKernel.take(Duration.ofMinutes(15));
    }

    private record Ended(int code, List<String> output, String errors) {
    }

    private static Ended ctl(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "ctl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        try (ServerProcess process = ServerProcess.start(command)) {
            int code = process.exitCode();
            return new Ended(code, process.output(), process.errors());
        }
    }

    private Path write(String name, String... lines) throws IOException {
        return Files.write(directory.resolve(name), List.of(lines));
    }

    @Test
    void rulesAreAddedListedComparedAndDeleted() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            assertThat(kernel.rules()).isEmpty();
            assertThat(ctl("status").output())
                    .anyMatch(line -> line.matches("backlog_limit +\\d+ +records that may wait"));
            assertThat(ctl("features").output()).anyMatch(line -> line.startsWith("loginuid_immutable"));

            Ended added = ctl("add", "-a", "always,exit", "-F", "arch=b64", "-S", "1000", "-k", "first");
            assertThat(added.code()).as(added.errors()).isZero();
            assertThat(ctl("list").output()).containsExactly(FIRST);
            assertThat(ctl("add", FIRST).code()).isEqualTo(1);
            assertThat(ctl("add", "-a always,exit -S nosuch")).satisfies(wrong -> {
                assertThat(wrong.code()).isEqualTo(2);
                assertThat(wrong.errors()).contains("-S at column 19: no system call nosuch");
            });

            Path rules = write("a.rules", "# both", "-D", FIRST, SECOND);
            assertThat(ctl("apply", "--dry-run", rules.toString()).output())
                    .containsExactly("add      " + SECOND, "1 to add, 0 to delete, 0 to move, 1 unchanged");
            assertThat(kernel.rules()).hasSize(1);
            assertThat(ctl("apply", rules.toString()).output().get(0))
                    .startsWith("1 added, 0 deleted, 0 moved, 1 unchanged");
            assertThat(ctl("list").output()).containsExactly(FIRST, SECOND);
            Path wrong = write("wrong.rules", "-D", "-a always,exit -F foo=1");
            assertThat(ctl("apply", wrong.toString()).code()).isEqualTo(2);
            assertThat(kernel.rules()).hasSize(2);

            assertThat(ctl("delete", "-D", "-k", "sec").code()).isZero();
            assertThat(ctl("delete", "-d", "always,exit", "-F", "arch=b64", "-S", "1000", "-k", "first").code())
                    .isZero();
            assertThat(ctl("list").output()).containsExactly("No rules");
        }
    }

    @Test
    void theServerAppliesItsRulesAtStartAndAtHangup() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            Path rules = write("server.rules", "-D", FIRST);
            try (ServerProcess server = ServerProcess.start("--no-stdout", "--rules",
                    rules.toString())) {
                server.awaitSaid("1 added, 0 deleted, 0 moved, 0 unchanged");
                assertThat(kernel.rules()).hasSize(1);

                write("server.rules", "-D", SECOND, FIRST);
                hangUp(server);
                server.awaitSaid("1 added, 0 deleted, 0 moved, 1 unchanged");
                assertThat(ctl("list").output()).containsExactly(SECOND, FIRST);

                write("server.rules", "-D", "-a nonsense");
                hangUp(server);
                server.awaitSaid("no rules were changed, because of 1 wrong line");
                assertThat(kernel.rules()).hasSize(2);
                assertThat(server.terminate()).as(server.errors()).isZero();
            }
            assertThat(kernel.rules()).as("they stay").hasSize(2);
        }
    }

    /** With a configuration file, SIGHUP reads the rule files again, and takes other ones. */
    @Test
    void aConfigurationThatIsReadAgainChangesTheRules() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            Path rules = write("server.rules", "-D", FIRST);
            Path other = write("other.rules", "-D", SECOND);
            Path file = configure("rules: " + rules);
            try (ServerProcess server = ServerProcess.start("--config", file.toString())) {
                server.awaitSaid("1 added, 0 deleted, 0 moved, 0 unchanged");
                write("server.rules", "-D", SECOND, FIRST);
                hangUp(server);
                server.awaitSaid("1 added, 0 deleted, 0 moved, 1 unchanged");

                configure("rules: " + other);
                hangUp(server);
                server.awaitSaid("0 added, 1 deleted, 0 moved, 1 unchanged");
                assertThat(ctl("list").output()).containsExactly(SECOND);

                write("other.rules", "-a nonsense");
                hangUp(server);
                server.awaitSaid("nothing was changed, because of what is wrong");
                configure("");
                hangUp(server);
                server.awaitSaid("rules are left as they are from now on");
                assertThat(server.terminate()).as(server.errors()).isZero();
            }
            assertThat(ctl("list").output()).as("they stay").containsExactly(SECOND);
            assertThat(kernel.rules()).hasSize(1);
        }
    }

    /** At no moment is less audited than before and after: the starter set goes when the files are loaded, and not before. */
    @Test
    void filesTakeThePlaceOfTheStarterSetOrItStays() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            Path file = configure("rules: starter");
            try (ServerProcess server = ServerProcess.start("--config", file.toString())) {
                server.awaitSaid("rules are loaded, and will be deleted when the server ends");
                List<String> starter = ctl("list").output();
                assertThat(starter).hasSizeGreaterThan(10);
                Path rules = write("server.rules", FIRST, "-a never,exit -F dir=" + directory.resolve("missing"));
                configure("rules: " + rules);
                hangUp(server);
                server.awaitSaid("there is no directory " + directory.resolve("missing"));
                server.awaitSaid("the rules of @starter stay loaded");
                assertThat(ctl("list").output()).isEqualTo(starter);

                write("server.rules", FIRST, starter.get(0));
                hangUp(server);
                server.awaitSaid("1 added, " + (starter.size() - 1) + " deleted");
                assertThat(ctl("list").output()).containsExactlyInAnyOrder(FIRST, starter.get(0));
                assertThat(server.terminate()).as(server.errors()).isZero();
            }
            assertThat(kernel.rules()).as("they stay").hasSize(2);
            try (ServerProcess next = ServerProcess.start("--config", configure("").toString())) {
                next.awaitSaid("2 audit rules are loaded");
                assertThat(next.terminate()).as(next.errors()).isZero();
            }
            assertThat(kernel.rules()).as("nothing of the starter set is left to delete").hasSize(2);
        }
    }

    private Path configure(String rules) throws Exception {
        return Files.writeString(directory.resolve("server.yaml"), """
                source: kernel
                %s
                intake: { directory: %s, size: 1MiB }
                state-directory: %s
                sinks: [ { name: out, type: stdout } ]
                """.formatted(rules, directory.resolve("intake"), directory.resolve("state")));
    }

    /** The server took the settings of its own rules file for those of another program. */
    @Test
    void settingsOfTheRulesFileAreNotReportedAsAnotherPrograms() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            Path rules = write("settings.rules", "-D", "-b 300", FIRST);
            try (ServerProcess server = ServerProcess.start("--no-stdout", "--stats-interval", "1", "--rules",
                    rules.toString())) {
                server.awaitSaid("1 added, 0 deleted, 0 moved, 0 unchanged");
                awaitStatuses(server);
                write("settings.rules", "-D", "-b 301", FIRST);
                hangUp(server);
                server.awaitSaid("0 added, 0 deleted, 0 moved, 1 unchanged");
                awaitStatuses(server);
                assertThat(server.errors()).doesNotContain("another program")
                        .doesNotContain("no audit rules are loaded");

                kernel.setBacklogLimit(302);
                server.awaitSaid("another program has changed backlog_limit from 301 to 302");
                assertThat(server.terminate()).as(server.errors()).isZero();
            }
            assertThat(kernel.status().backlogLimit()).isEqualTo(302);
        }
    }

    private static void awaitStatuses(ServerProcess server) {
        long before = statuses(server);
        await().until(() -> statuses(server) >= before + 2);
    }

    /** The lines of figures for which the kernel was asked for its status. */
    private static long statuses(ServerProcess server) {
        return server.errors().lines().filter(line -> line.contains(" records in the kernel")).count();
    }

    private static void hangUp(ServerProcess server) throws Exception {
        assertThat(new ProcessBuilder("kill", "-HUP", String.valueOf(server.pid())).start().waitFor()).isZero();
    }

    @Test
    void aServerWithWrongRulesDoesNotStart() throws Exception {
        try (LiveKernel kernel = takeKernel();
                ServerProcess server = ServerProcess.start("--no-stdout", "--rules",
                        write("wrong.rules", "-w relative").toString())) {
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.errors()).contains("wrong.rules:1: -w at column 4: the path relative is not absolute");
            await().until(() -> kernel.status().pid() == 0);
        }
    }

    @Test
    void theStarterSetRecordsProgramStartsAndIsDeletedAtTheEnd() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            assertThat(kernel.rules()).isEmpty();
            Path state = directory.resolve("state");
            try (ServerProcess server = ServerProcess.start("--rules", "@starter", "--format", "text",
                    "--state-directory", state.toString())) {
                server.awaitSaid("rules are loaded, and will be deleted when the server ends");
                assertThat(kernel.rules()).hasSizeGreaterThan(20);
                run("sh", "-c", ": >> /etc/passwd; exec true starter-live-test");
                await().atMost(ServerProcess.PATIENCE).until(() -> String.join("\n", server.output())
                        .contains("true starter-live-test") && server.output().stream()
                        .anyMatch(line -> line.contains("key=accounts")));
                kernel.deleteRule(kernel.rules().get(0)); // by another program
                assertThat(server.terminate()).as(server.errors()).isZero();
                assertThat(server.errors()).contains("--rules @starter: the rules are deleted");
            }
            assertThat(kernel.rules()).isEmpty();
            assertThat(state.resolve("starter-rules")).doesNotExist();
        }
    }

    @Test
    void afterKillTheNextStartDeletesTheStarterSetAndNothingElse() throws Exception {
        try (LiveKernel kernel = takeKernel()) {
            String[] options = {"--no-stdout", "--state-directory", directory.resolve("state").toString(), "--rules",
                "@starter", "--keep-rules"};
            assertThat(ctl("add", FIRST).code()).isZero();
            try (ServerProcess refused = ServerProcess.start("--no-stdout", "--rules", "@starter")) {
                assertThat(refused.exitCode()).isEqualTo(1);
                assertThat(refused.errors()).contains("a rule is loaded already, and nothing was changed (" + FIRST);
            }
            assertThat(kernel.rules()).hasSize(1);
            try (ServerProcess server = ServerProcess.start(options)) {
                server.awaitSaid("rules are loaded, and will be deleted when the server ends");
                run("kill", "-KILL", String.valueOf(server.pid()));
                server.exitCode();
            }
            assertThat(kernel.rules()).hasSizeGreaterThan(20);
            try (ServerProcess next = ServerProcess.start(options[0], options[1], options[2])) {
                next.awaitSaid("of @starter deleted, which process").awaitSaid("1 audit rule is loaded");
                assertThat(ctl("list").output()).containsExactly(FIRST);
                assertThat(next.terminate()).as(next.errors()).isZero();
            }
        }
    }

    private static void run(String... command) throws Exception {
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }
}
