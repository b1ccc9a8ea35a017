package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRules;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import io.github.nettyaudit.server.log.OperatorLog;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --rules @starter} on a scripted kernel. */
class StarterRulesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OTHER = "-a always,exit -F arch=b64 -S 1000 -F key=other";
    private static final String SECOND = "-a always,exit -F arch=b64 -S 1001 -F key=other";

    private final ScriptedControl control = new ScriptedControl();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private final OperatorLog log = new OperatorLog(new PrintStream(errors, true, StandardCharsets.UTF_8));
    private final CompletableFuture<ServerException> failure = new CompletableFuture<>();
    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        log.close();
        control.close();
    }

    private StarterRules starter(boolean keep) {
        return new StarterRules(directory, keep, RuleOrigin.OPTION, log, new ReentrantLock(), control::connect);
    }

    private void awaitSaid(String text) {
        await().until(() -> errors.toString(StandardCharsets.UTF_8).contains(text));
    }

    private Path file() {
        return directory.resolve("starter-rules");
    }

    private List<String> rules() {
        return control.rules().stream().map(AuditRule::toString).toList();
    }

    @Test
    void rulesAreLoadedAndDeletedAtTheEnd() throws Exception {
        StarterRules starter = starter(false);
        starter.load(failure::complete);
        awaitSaid("rules are loaded, and will be deleted when the server ends");

        assertThat(rules()).hasSizeGreaterThan(20).anyMatch(rule -> rule.endsWith("key=program-start"));
        assertThat(Files.getPosixFilePermissions(file())).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        starter.close(PATIENCE);
        assertThat(rules()).isEmpty();
        assertThat(file()).doesNotExist();
        assertThat(failure).isNotDone();
    }

    @Test
    void loadedRulesAreAReasonToRefuse() throws Exception {
        control.load(OTHER, "-a never,task");
        StarterRules starter = starter(false);
        starter.load(failure::complete);

        ServerException refused = failure.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(refused.exitCode()).isEqualTo(ExitCode.UNEXPECTED);
        assertThat(refused).hasMessage("--rules @starter: 2 rules are loaded already, and nothing was changed (-a"
                + " never,task; " + OTHER + "). To see their events, leave out --rules. To add the rules of @starter"
                + " after them, give --keep-rules");
        starter.close(PATIENCE);
        assertThat(rules()).containsExactly("-a never,task", OTHER);
        assertThat(control.kernel.requests(AuditMessageType.ADD_RULE)).as("those of this test").hasSize(2);
        assertThat(control.kernel.requests(AuditMessageType.DEL_RULE)).isEmpty();
        assertThat(file()).doesNotExist();
    }

    @Test
    void onALockedKernelTheRulesOfAnEarlierProcessStay() throws Exception {
        StarterRules first = starter(false);
        first.load(failure::complete);
        awaitSaid("rules are loaded, and will be deleted when the server ends");
        List<String> loaded = rules();
        first.leave();
        first.close(PATIENCE);
        control.kernel.state().locked();
        String recorded = Files.readString(file());
        Files.writeString(file(), recorded.replaceAll("(?m)^process .*", "process 4194303 1"));

        StarterRules second = starter(true);
        second.load(failure::complete);

        ServerException locked = failure.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(RulesLockedException.isCauseOf(locked)).isTrue();
        assertThat(locked).hasMessage("--rules @starter: the audit configuration is locked (-e 2) until the next boot: nothing"
                + " was changed (0 to add, 0 to delete, 0 to move, " + loaded.size() + " unchanged)");
        second.close(PATIENCE);
        assertThat(rules()).isEqualTo(loaded);
        assertThat(file()).exists();
    }

    @Test
    void onRequestRulesAreAddedAfterOthersAndOnlyTheyAreDeleted() throws Exception {
        String alsoInStarter = "-a always,exit -F arch=b64 -S execve,execveat -F key=program-start";
        control.load("-a never,task", OTHER, alsoInStarter);
        StarterRules starter = starter(true);
        starter.load(failure::complete);
        awaitSaid("rules are loaded, and will be deleted");
        awaitSaid("the loaded rule -a never,task prevents most of their events");
        assertThat(rules()).startsWith("-a never,task", OTHER, alsoInStarter).hasSizeGreaterThan(20);

        List<AuditRule> loaded = control.rules();
        control.connection.rules().delete(loaded.get(loaded.size() - 1)).syncUninterruptibly(); // another program
        control.connection.rules().delete(AuditRule.parse(OTHER)).syncUninterruptibly();
        control.load(SECOND);
        starter.close(PATIENCE);

        assertThat(rules()).containsExactly("-a never,task", alsoInStarter, SECOND);
        assertThat(file()).doesNotExist();
    }

    @Test
    void rulesThatCannotBeDeletedAreLeftToTheNextStart() throws Exception {
        StarterRules starter = starter(false);
        starter.load(failure::complete);
        awaitSaid("rules are loaded, and will be deleted when the server ends");
        control.connection.rules().delete(control.rules().get(0)).syncUninterruptibly(); // another program
        int left = rules().size();
        control.kernel.on(AuditMessageType.DEL_RULE).error(1);
        starter.close(PATIENCE);

        awaitSaid("not all rules could be deleted; the next start tries it again: not undone: ");
        awaitSaid(" and " + (left - 3) + " more"); // three are named
        assertThat(rules()).hasSize(left);
        assertThat(file()).exists();
    }

    @Test
    void aRefusedRuleLeavesNothingLoaded() throws Exception {
        control.load(OTHER);
        control.kernel.on(AuditMessageType.ADD_RULE).error(22);
        StarterRules starter = starter(true);
        starter.load(failure::complete);

        assertThat(failure.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).hasMessageStartingWith("--rules @starter: ");
        starter.close(PATIENCE);
        assertThat(rules()).containsExactly(OTHER);
        assertThat(file()).doesNotExist();
    }

    @Test
    void theEndOfTheServerStopsLoading() throws Exception {
        control.load(OTHER);
        control.kernel.senderSleeps(Duration.ofMillis(20));
        StarterRules starter = starter(true);
        starter.load(failure::complete);
        await().until(() -> control.kernel.requests(AuditMessageType.ADD_RULE).size() > 3);
        control.kernel.senderSleeps(Duration.ZERO);

        starter.close(PATIENCE);
        assertThat(rules()).containsExactly(OTHER);
        assertThat(file()).doesNotExist();
    }

    @Test
    void whatARunningServerHasLoadedIsItsOwn() throws Exception {
        new StarterState(directory).write(List.of(AuditRule.parse(SECOND)));
        String stat = Files.readString(Path.of("/proc/1/stat"));
        String started = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
        String text = Files.readString(file()).replaceAll("(?m)^process .*", "process 1 " + started);
        Files.writeString(file(), text);
        control.load(SECOND);

        StarterRules.deleteLeftOver(directory, control.connection.rules(), log);
        StarterRules starter = starter(true);
        starter.load(failure::complete);
        assertThat(failure.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).hasMessage("--rules @starter: process 1 has"
                + " loaded these rules, and will delete them when it ends");
        starter.close(PATIENCE);
        assertThat(rules()).containsExactly(SECOND);
        assertThat(file()).content().isEqualTo(text);
    }

    /** As after kill -9: the file is there, and its process is not. */
    @Test
    void theNextStartDeletesWhatAKilledServerHasLoaded() throws Exception {
        new StarterState(directory).write(List.of(AuditRule.parse(SECOND), AuditRule.parse("-w /gone -p wa")));
        control.load(OTHER, SECOND);
        AuditRules kernel = control.connection.rules();
        StarterRules.deleteLeftOver(directory, kernel, log);
        assertThat(rules()).as("the process is alive").containsExactly(OTHER, SECOND);

        asOfAnotherStart();
        StarterRules.deleteLeftOver(directory, kernel, log);
        assertThat(rules()).containsExactly(OTHER);
        assertThat(file()).doesNotExist();
        awaitSaid("1 rule of @starter deleted, which process " + ProcessHandle.current().pid()
                + " had loaded before it was killed");
        StarterRules.deleteLeftOver(directory, kernel, log);
    }

    @Test
    void theNextStartOfTheSetTakesOverWhatAKilledServerHasLoaded() throws Exception {
        StarterRules killed = starter(false);
        killed.load(failure::complete);
        awaitSaid("rules are loaded");
        List<String> set = rules();
        control.load("-w /gone -p wa -k old");
        StarterState state = new StarterState(directory);
        List<AuditRule> before = new java.util.ArrayList<>(state.read().rules());
        before.add(AuditRule.parse("-w /gone -p wa -k old"));
        state.write(before);
        asOfAnotherStart();
        int deletions = control.kernel.requests(AuditMessageType.DEL_RULE).size();
        int additions = control.kernel.requests(AuditMessageType.ADD_RULE).size();

        StarterRules next = starter(false);
        next.load(failure::complete);
        await().until(() -> control.kernel.requests(AuditMessageType.DEL_RULE).size() > deletions);
        await().until(() -> errors.toString(StandardCharsets.UTF_8).split(set.size() + " rules are loaded").length == 3);
        assertThat(rules()).isEqualTo(set);
        assertThat(control.kernel.requests(AuditMessageType.DEL_RULE)).hasSize(deletions + 1);
        assertThat(control.kernel.requests(AuditMessageType.ADD_RULE)).hasSize(additions);

        next.leave();
        next.close(PATIENCE);
        assertThat(rules()).isEqualTo(set);
        asOfAnotherStart();
        StarterRules last = starter(false);
        last.load(failure::complete);
        await().until(() -> errors.toString(StandardCharsets.UTF_8).split(set.size() + " rules are loaded").length == 4);
        last.close(PATIENCE);
        assertThat(rules()).isEmpty();
        assertThat(file()).doesNotExist();
        assertThat(failure).isNotDone();
        killed.leave();
    }

    private void asOfAnotherStart() throws IOException {
        String text = Files.readString(file());
        Files.writeString(file(), text.replaceAll("(?m)^(process \\d+) \\d+$", "$1 1"));
    }

    @Test
    void aFileOfAnotherBootAndFilesThatOthersCanChangeAreNotUsed() throws Exception {
        new StarterState(directory).write(List.of(AuditRule.parse(SECOND)));
        asOfAnotherStart();
        control.load(SECOND);
        String text = Files.readString(file());

        Files.writeString(file(), text.replaceAll("boot .*", "boot 0"));
        StarterRules.deleteLeftOver(directory, control.connection.rules(), log);
        Files.writeString(file(), text);
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));
        StarterRules.deleteLeftOver(directory, control.connection.rules(), log);
        awaitSaid("other users can change " + file());
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file(), text.substring(0, text.length() - 10));
        StarterRules.deleteLeftOver(directory, control.connection.rules(), log);
        awaitSaid(file() + " is damaged");

        assertThat(rules()).containsExactly(SECOND);
    }

    @Test
    void ctlKnowsTheSetAsWell() throws Exception {
        assertThat(control.ctl("apply", "--keep", "--dry-run", "@starter").output())
                .anyMatch(line -> line.startsWith("add ") && line.endsWith("key=kernel-module"));
    }
}
