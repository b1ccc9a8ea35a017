package io.github.nettyaudit.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.nettyaudit.codec.message.AuditEnabled;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.message.AuditStatus;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleCommand;
import io.github.nettyaudit.codec.rule.AuditRuleFile;
import io.github.nettyaudit.codec.rule.AuditRuleHost;
import io.github.nettyaudit.codec.rule.AuditRuleParser;
import io.github.nettyaudit.server.exit.ExitCode;
import io.github.nettyaudit.server.exit.ServerException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Settings and rules of a file together: the last value counts, and all or nothing (M3). */
class RuleApplicationTest {
    private static final String RULE = "-a always,exit -F arch=b64 -S 1000 -F key=x";

    private final ScriptedControl control = new ScriptedControl();
    private final List<String> said = new ArrayList<>();
    private final RuleApplication application = new RuleApplication(control.connection, said::add);
    private final long found = control.status().backlogLimit();

    @AfterEach
    void close() {
        control.close();
    }

    private static List<AuditRuleCommand> commands(String... lines) {
        AuditRuleFile file = AuditRuleFile.parse("x.rules", String.join("\n", lines).getBytes(StandardCharsets.UTF_8),
                new AuditRuleParser(AuditRuleHost.unknown()));
        assertThat(file.errors()).isEmpty();
        return file.commands();
    }

    private ServerException failure(String... lines) {
        return catchThrowableOfType(ServerException.class, () -> application.apply(commands(lines), false));
    }

    private int settingsSent() {
        return control.kernel.requests(AuditMessageType.SET).size();
    }

    @Test
    void theLastValueOfASettingCountsAlsoIfItIsTheOneThatWasFound() throws Exception {
        application.apply(commands("-b 8192", "-b " + found, RULE), false);

        assertThat(control.status().backlogLimit()).isEqualTo(found);
        assertThat(settingsSent()).isZero();
        assertThat(said).isEmpty();
    }

    @Test
    void limitsAreSentInOneRequestBeforeTheRulesAndEnablingLast() throws Exception {
        application.apply(commands("-e 1", "-b 8192", "-r 5", RULE, "--backlog_wait_time 7", "-b 4096"), false);

        assertThat(control.kernel.requests()).extracting(request -> request.type())
                .filteredOn(type -> type != AuditMessageType.GET && type != AuditMessageType.LIST_RULES)
                .containsExactly(AuditMessageType.SET, AuditMessageType.ADD_RULE, AuditMessageType.SET);
        assertThat(control.status().backlogLimit()).isEqualTo(4096);
        assertThat(control.status().backlogWaitTime()).isEqualTo(7);
        assertThat(control.status().rateLimit()).isEqualTo(5);
        assertThat(control.status().enabled()).isEqualTo(AuditEnabled.ON);
        assertThat(said).containsExactly("set rate_limit 5 (was 0)", "set backlog_limit 4096 (was " + found + ")",
                "set backlog_wait_time 7 (was 15000)", "set enabled 1 (was 0)");
    }

    @Test
    void limitsArePutBackWhenARuleIsRefused() {
        control.kernel.on(AuditMessageType.ADD_RULE).error(NetlinkErrno.EINVAL);

        ServerException failure = failure("-b 8192", RULE, "-e 1");

        assertThat(failure.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(failure).hasMessageEndingWith("(EINVAL); nothing was changed; put back: backlog_limit " + found);
        assertThat(control.status().backlogLimit()).isEqualTo(found);
        assertThat(control.status().enabled()).isEqualTo(AuditEnabled.OFF);
    }

    /** The kernel takes the fields of one request one after the other, and stops at the first that it refuses. */
    @Test
    void aLimitThatWasSetBeforeTheRefusedOneIsPutBack() {
        ServerException failure = failure("-b 8192", "--backlog_wait_time 4000000", RULE);

        assertThat(failure).hasMessageContaining("EINVAL").hasMessageEndingWith("; put back: backlog_limit " + found);
        assertThat(control.status().backlogLimit()).isEqualTo(found);
        assertThat(control.rules()).isEmpty();
    }

    @Test
    void rulesAndLimitsArePutBackWhenWhatComesAfterThemIsRefused() {
        control.load("-a always,exit -F arch=b64 -S 1001 -F key=y");
        List<AuditRule> before = control.rules();
        control.kernel.on(AuditMessageType.SET_FEATURE).error(NetlinkErrno.EPERM);

        ServerException failure = failure("-b 8192", RULE, "--loginuid-immutable", "-e 1");

        assertThat(failure).hasMessageContaining("EPERM").hasMessageEndingWith("; the changes of the rules were undone;"
                + " put back: backlog_limit " + found);
        assertThat(control.rules()).isEqualTo(before);
        assertThat(control.status().backlogLimit()).isEqualTo(found);
        assertThat(control.status().enabled()).isEqualTo(AuditEnabled.OFF);
    }

    @Test
    void rulesAndLimitsArePutBackWhenEnablingIsRefused() {
        control.kernel.on(AuditMessageType.SET).times(1).asKernel()
                .on(AuditMessageType.SET).times(1).error(NetlinkErrno.EPERM);

        ServerException failure = failure("-b 8192", RULE, "-e 1");

        assertThat(failure).hasMessageEndingWith("; the changes of the rules were undone; put back: backlog_limit "
                + found);
        assertThat(control.rules()).isEmpty();
        assertThat(control.status().backlogLimit()).isEqualTo(found);
    }

    @Test
    void aLimitThatSomebodyElseHasChangedSinceIsLeftAlone() throws Exception {
        AuditClient client = control.connection.client();
        StatusChange change = new StatusChange(client, control.status(),
                AuditStatus.builder().backlogLimit(8192).rateLimit(9).build(), field -> true);
        change.send();
        client.setBacklogLimit(1234).sync();

        assertThat(change.undo()).isEqualTo("put back: rate_limit 0");
        assertThat(control.status().backlogLimit()).isEqualTo(1234);
        assertThat(control.status().rateLimit()).isZero();
        assertThat(change.undo()).isEmpty();
    }

    @Test
    void aSettingThatCannotBePutBackIsNamed() {
        control.kernel.on(AuditMessageType.ADD_RULE).error(NetlinkErrno.EINVAL)
                .on(AuditMessageType.SET).times(1).asKernel().on(AuditMessageType.SET).error(NetlinkErrno.EPERM);

        assertThat(failure("-b 8192", RULE)).hasMessageContaining("; could not put back backlog_limit " + found + ": ")
                .hasMessageContaining("EPERM");
    }

    @Test
    void aLockedConfigurationIsRefusedBeforeAnything() {
        control.kernel.state().locked();

        assertThat(failure("-b 8192", RULE)).hasMessage("the audit configuration is locked (-e 2) until the next boot:"
                + " nothing was changed (1 to add, 0 to delete, 0 to move, 0 unchanged)");
        assertThat(settingsSent()).isZero();
    }

    @Test
    void aDryRunSaysWhatWouldBeDone() throws Exception {
        assertThat(application.plan(commands("-b 8192", "-b " + found, "-f 0", RULE, "--reset-lost", "-t"), false))
                .hasToString("1 to add, 0 to delete, 0 to move, 0 unchanged");

        assertThat(said).containsExactly("setting  failure 0 (was 1)", "setting  reset lost",
                "setting  trim the directory trees of rules", "add      " + AuditRule.parse(RULE));
        assertThat(settingsSent()).isZero();
        assertThat(control.rules()).isEmpty();
    }

    @Test
    void settingsAloneAreOneRequestAndEverythingElseFollows() throws Exception {
        control.kernel.state().lost(7);

        assertThat(control.ctl("set", "-b", "8192", "-r", "9", "-e", "1").output()).containsExactly(
                "set rate_limit 9 (was 0)", "set backlog_limit 8192 (was " + found + ")", "set enabled 1 (was 0)");
        assertThat(control.ctl("set", "--reset-lost").output()).containsExactly("reset lost, it was 7");
        assertThat(control.ctl("set", "--reset_backlog_wait_time_actual").output())
                .containsExactly("reset backlog_wait_time_actual, it was 0");
        assertThat(control.ctl("set", "-m", "hello").output()).containsExactly("send a message of type USER");
        assertThat(control.ctl("set", "-b", "8192").output()).as("it is so already").isEmpty();
        assertThat(control.ctl("set", "-D")).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(2);
            assertThat(refused.errors()).startsWith("ctl set needs a setting: -b, ");
        });
        assertThat(control.ctl("set", "-b", "lots").errors())
                .isEqualTo("-b at column 4: lots is not a number (expected: a number from 0 to 4294967295)");
    }

    @Test
    void settingsThatAreRefusedArePutBack() throws Exception {
        control.kernel.on(AuditMessageType.SET).times(1).asKernel().on(AuditMessageType.SET).times(1)
                .error(NetlinkErrno.EPERM);

        assertThat(control.ctl("set", "-b", "8192", "-e", "1")).satisfies(refused -> {
            assertThat(refused.code()).isEqualTo(3);
            assertThat(refused.errors()).endsWith("; put back: backlog_limit " + found);
        });
        assertThat(control.status().backlogLimit()).isEqualTo(found);
    }
}
