package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code ctl}'s subcommands on a scripted kernel: what they do, what they print, and their help. */
class RuleCommandsTest {
    private static final String FIRST = "-a always,exit -F arch=b64 -S 1000 -F key=first";
    private static final String SECOND = "-a always,exit -F arch=b64 -S 1001 -F key=second";

    private final ScriptedControl control = new ScriptedControl();
    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        control.close();
    }

    private String write(String... lines) throws IOException {
        return Files.write(directory.resolve("x.rules"), List.of(lines)).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "delete", "set"})
    void helpIsShownForCommandsThatTakeAuditctlsOptions(String command) {
        for (String[] arguments : new String[][] {{command, "--help"}, {command, "-h"}, {"help", command}}) {
            ScriptedControl.Ended shown = ScriptedControl.command(arguments);
            assertThat(shown.code()).as(shown.errors()).isZero();
            assertThat(shown.output().get(0)).startsWith("Usage: netty-audit-server ctl " + command + " [-h]");
            assertThat(shown.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "delete", "set"})
    void aCommandWithoutWordsSaysWhatItNeeds(String command) {
        ScriptedControl.Ended refused = ScriptedControl.command(command);

        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.errors()).contains("ctl " + command + " needs ");
    }

    @Test
    void helpIsAValueWhereAValueIsExpected() throws Exception {
        assertThat(control.ctl("add", "-w", "/etc/passwd", "-k", "-h").code()).isZero();
        assertThat(control.rules().get(0).keys()).containsExactly("-h");
    }

    @Test
    void rulesAreAddedAndDeleted() throws Exception {
        assertThat(control.ctl("add", FIRST).output()).containsExactly("added " + FIRST);
        assertThat(control.ctl("add", "-w", "/etc/passwd", "-p", "wa", "-k", "two words").output())
                .containsExactly("added -w /etc/passwd -p wa -k two words");
        assertThat(control.ctl("add", "-D").errors())
                .isEqualTo("ctl add needs one rule: -a, -A or -w and the rest of it");
        assertThat(control.ctl("add", "-b", "64").code()).isEqualTo(2);
        assertThat(control.ctl("add", "-a", "always,possible").code()).as("ignored by auditctl too").isEqualTo(2);

        assertThat(control.ctl("delete", FIRST).output()).as("the line that loaded it").containsExactly("deleted "
                + FIRST);
        assertThat(control.ctl("delete", "-W", "/etc/passwd", "-p", "wa", "-k", "two words").code()).isZero();
        assertThat(control.ctl("delete", "-e", "0").errors())
                .isEqualTo("ctl delete needs one rule, -d, -W or the line that loaded it, or -D");
        assertThat(control.rules()).isEmpty();
    }

    @Test
    void deletingAllSaysHowMany() throws Exception {
        assertThat(control.ctl("delete", "-D").output()).containsExactly("no rule was loaded");
        control.load(FIRST, SECOND, "-w /etc/passwd -p wa -k first2", "-w /etc/shadow -p wa");
        assertThat(control.ctl("delete", "-D", "-k", "third").output())
                .containsExactly("no rule has a key with third in it; 4 rules are still loaded");
        assertThat(control.ctl("delete", "-D", "-k", "irst").output())
                .containsExactly("deleted 2 rules; 2 rules are still loaded");
        assertThat(control.ctl("delete", "-D", "-k", "second").output())
                .containsExactly("deleted 1 rule; 1 rule is still loaded");
        assertThat(control.ctl("delete", "-D").output()).containsExactly("deleted 1 rule; no rule is loaded now");
    }

    /** As check does: the kernel is not asked about rules that are only planned. */
    @Test
    void aDryRunWarnsOfRulesThatTheKernelWillRefuse() throws Exception {
        String file = write("-w /etc/passwd -p wa", "-w " + directory + "/none/file -p wa");

        ScriptedControl.Ended planned = control.ctl("apply", "--dry-run", file);

        assertThat(planned.code()).isZero();
        assertThat(planned.errors()).contains("warning: " + file + ":2: there is no directory " + directory
                + "/none, so that the kernel refuses the rule");
        assertThat(planned.output()).last().asString().startsWith("2 to add");
    }

    @Test
    void filesWithoutRulesAreAppliedOnlyWhenAskedFor() throws Exception {
        control.load(FIRST);
        String file = write("-b 8192", "# no rules");

        ScriptedControl.Ended refused = control.ctl("apply", file);
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.errors()).isEqualTo(file + " has no line that adds a rule (-a, -A, -w), so all loaded rules"
                + " would be deleted; nothing was changed. If that is what you want, give --empty or write a line -D;"
                + " to leave the loaded rules as they are, give --keep.");
        assertThat(control.rules()).hasSize(1);
        assertThat(control.status().backlogLimit()).isEqualTo(64);
        assertThat(control.ctl("apply", "--dry-run", file).code()).isEqualTo(2);

        assertThat(control.ctl("apply", "--keep", file).code()).isZero();
        assertThat(control.rules()).hasSize(1);
        assertThat(control.ctl("apply", "--empty", file).output().get(0)).startsWith("0 added, 1 deleted");
        assertThat(control.rules()).isEmpty();

        control.load(FIRST);
        Files.delete(directory.resolve("x.rules"));
        assertThat(control.ctl("apply", directory.toString()).errors()).startsWith("the directory " + directory
                + " has no file *.rules, so all loaded rules would be deleted");
        assertThat(control.rules()).hasSize(1);
    }

    @Test
    void filesThatOthersCanChangeAreNotApplied() throws Exception {
        String file = write("-D");
        Files.setPosixFilePermissions(Path.of(file), PosixFilePermissions.fromString("rw-rw-rw-"));
        control.load(FIRST);

        assertThat(control.ctl("apply", file)).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.errors()).endsWith("(mode 0666): chmod o-w " + file);
        });
        assertThat(control.rules()).hasSize(1);
    }

    @Test
    void appliedFilesReplaceTheLoadedRules() throws Exception {
        control.load(FIRST);

        assertThat(control.ctl("apply", write(SECOND)).output().get(0))
                .startsWith("1 added, 1 deleted, 0 moved, 0 unchanged, in ");
        assertThat(control.rules()).containsExactly(AuditRule.parse(SECOND).asLoaded());
        assertThat(control.ctl("list").output()).containsExactly(SECOND);
        assertThat(control.ctl("list", "-k", "fir").output()).containsExactly("No rules");
        assertThat(control.ctl("apply", write("-w wrong"))).satisfies(wrong -> {
            assertThat(wrong.code()).isEqualTo(2);
            assertThat(wrong.errors()).contains("x.rules:1: -w at column 4: ").endsWith("nothing was changed");
        });
    }

    @Test
    void statusShowsTimesInSeconds() throws Exception {
        control.kernel.state().backlogWaitTimeActual(25);
        Duration tick = KernelTicks.length();
        assertThat(tick).isNotNull();

        assertThat(control.ctl("status").output())
                .anyMatch(line -> line.matches("backlog_wait_time +15000 +kernel ticks \\("
                        + KernelTicks.seconds(15_000, tick) + "\\) that a process sleeps while the queue is full"))
                .anyMatch(line -> line.matches("backlog_wait_time_actual +25 +kernel ticks \\("
                        + KernelTicks.seconds(25, tick) + "\\) that processes have slept"))
                .anyMatch(line -> line.matches("backlog_limit +64 +records that may wait"))
                .anyMatch(line -> line.matches("loginuid_immutable +0 +off"));
    }

    @Test
    void secondsAreShownAsShortAsTheyCanBe() {
        Duration tick = Duration.ofMillis(4);

        assertThat(KernelTicks.seconds(15_000, tick)).isEqualTo("60 s");
        assertThat(KernelTicks.seconds(25, tick)).isEqualTo("0.1 s");
        assertThat(KernelTicks.seconds(1, tick)).isEqualTo("0.004 s");
        assertThat(KernelTicks.seconds(0, tick)).isEqualTo("0 s");
    }

    @Test
    void featuresAreSwitched() throws Exception {
        assertThat(control.ctl("features", "--on", "only-unset-loginuid").output())
                .anyMatch(line -> line.matches("only_unset_loginuid +1 +on"));
        assertThat(control.ctl("features", "--on", "nonsense").errors()).isEqualTo("no switch nonsense (there are"
                + " only_unset_loginuid, loginuid_immutable)");
        assertThat(control.ctl("features", "--lock").errors()).isEqualTo("--lock needs --on or --off");
        assertThat(control.ctl("features", "--on", "loginuid_immutable", "--off", "loginuid_immutable").code())
                .isEqualTo(2);
    }

    @Test
    void applyNamesAWrongLineBeforeItAsksTheKernelWhichMayRefuse(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("wrong.rules"), "-a always,possible\n");
        StringWriter errors = new StringWriter();
        CommandLine line = new CommandLine(new CtlCommand()).setErr(new PrintWriter(errors, true));
        KernelCommand apply = (KernelCommand) line.parseArgs("apply", "--dry-run", file.toString()).subcommand()
                .commandSpec().userObject();
        assertThatThrownBy(apply::prepare).isInstanceOfSatisfying(ServerException.class,
                refused -> assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE));
        assertThat(errors.toString()).contains("possible");
    }
}
