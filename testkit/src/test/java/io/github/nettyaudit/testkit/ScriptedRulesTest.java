package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.AuditPipeline;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.netlink.NetlinkErrno;
import io.github.nettyaudit.codec.request.AuditClient;
import io.github.nettyaudit.codec.request.AuditRequestException;
import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleApplyException;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRulePlan;
import io.github.nettyaudit.codec.rule.AuditRuleRefusedException;
import io.github.nettyaudit.codec.rule.AuditRules;
import io.github.nettyaudit.transport.AuditNetlinkChannel;
import io.netty.channel.Channel;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rules as values against a scripted kernel, which needs no privilege. */
class ScriptedRulesTest {
    private ScriptedKernel kernel;
    private Loops loops;
    private AuditRules rules;

    @BeforeEach
    void open() throws Exception {
        kernel = ScriptedKernel.start();
        loops = new Loops();
        rules = new AuditRules(loops.control(kernel));
    }

    @AfterEach
    void close() throws Exception {
        loops.close();
        kernel.close();
    }

    private static List<AuditRule> rules(int... numbers) {
        return IntStream.of(numbers).mapToObj(number ->
                AuditRule.parse("-a always,exit -F arch=b64 -S " + number + " -k k" + number)).toList();
    }

    @Test
    void onlyTheDifferenceIsSentAndTheOrderIsAsWanted() {
        assertThat(get(rules.apply(rules(1, 2, 3))).plan().additions()).isEqualTo(3);

        AuditRuleApplyResult report = get(rules.apply(rules(0, 2, 3, 4)));

        assertThat(report.plan()).hasToString("2 to add, 1 to delete, 0 to move, 2 unchanged");
        assertThat(get(rules.list())).isEqualTo(rules(0, 2, 3, 4));
        assertThat(get(rules.plan(rules(0, 2, 3, 4))).isEmpty()).isTrue();
    }

    @Test
    void aThousandRulesAreMoreThanMayBeInFlight() {
        List<AuditRule> wanted = rules(IntStream.range(0, 1_500).toArray());

        get(rules.apply(wanted));
        assertThat(get(rules.list())).isEqualTo(wanted);
        get(rules.apply(List.of()));
        assertThat(get(rules.list())).isEmpty();
    }

    /**
     * The kernel drops a part of a listing that finds the socket full for 100 ms, and ends the listing all the same.
     */
    @Test
    void aListingThatLacksAPartDoesNoHarm() {
        get(rules.apply(rules(1, 2, 3)));
        kernel.on(AuditMessageType.LIST_RULES).times(1).without(2);

        assertThat(get(rules.apply(rules(1, 2, 3))).plan().isEmpty()).isTrue();

        assertThat(get(rules.list())).isEqualTo(rules(1, 2, 3));
    }

    @Test
    void rulesThatAnotherProgramLoadsBetweenPlanAndApplicationStay() {
        AuditRules others = new AuditRules(loops.control(kernel));
        get(rules.apply(rules(1)));
        AuditRulePlan plan = get(rules.plan(rules(1, 2, 3)));
        get(others.add(rules(9).get(0)));
        get(others.add(rules(3).get(0)));

        assertThat(get(rules.apply(plan)).doneByOthers()).isEqualTo(1);

        assertThat(get(rules.list())).containsExactlyInAnyOrderElementsOf(rules(1, 2, 3, 9))
                .containsSubsequence(rules(1, 2, 3));
    }

    @Test
    void aFailureUndoesOnlyWhatWasDone() {
        AuditRules others = new AuditRules(loops.control(kernel));
        get(rules.apply(rules(1)));
        AuditRulePlan plan = get(rules.plan(rules(1, 2, 3)));
        get(others.add(rules(9).get(0)));
        kernel.on(AuditMessageType.ADD_RULE).times(1).asKernel()
                .on(AuditMessageType.ADD_RULE).times(1).error(NetlinkErrno.EINVAL);

        assertThatThrownBy(() -> get(rules.apply(plan))).isInstanceOf(AuditRuleApplyException.class)
                .hasMessageEndingWith("(EINVAL); the one change made before was undone");

        assertThat(get(rules.list())).isEqualTo(rules(1, 9));
    }

    @Test
    void stepsWaitWhereOnlyAFewRequestsMayBeInFlight() {
        Channel channel = loops.data(loops.scripted(AuditPipeline.builder().maxInFlight(10).build()), kernel);
        AuditRules few = new AuditRules(new AuditClient(channel));
        List<AuditRule> wanted = rules(IntStream.range(0, 150).toArray());

        assertThat(get(few.apply(wanted)).additions()).isEqualTo(150);
        assertThat(get(rules.list())).isEqualTo(wanted);
    }

    @Test
    void anUnregisteredChannelFailsTheFuture() {
        AuditRules nowhere = new AuditRules(new AuditClient(new AuditNetlinkChannel()));
        AuditRulePlan plan = get(rules.plan(rules(1)));

        assertThat(nowhere.list().cause()).isInstanceOf(AuditRequestException.class);
        assertThat(nowhere.apply(rules(1)).cause()).isInstanceOf(AuditRequestException.class);
        assertThat(nowhere.apply(plan).cause()).isInstanceOf(IllegalStateException.class);
        assertThat(nowhere.add(rules(1).get(0)).cause()).isInstanceOf(AuditRequestException.class);
    }

    @Test
    void refusalsNameTheRule() {
        get(rules.add(rules(7).get(0)));

        assertThatThrownBy(() -> get(rules.add(rules(7).get(0)))).isInstanceOf(AuditRuleRefusedException.class)
                .hasMessageContaining("-S poll").hasMessageContaining("EEXIST");
        assertThatThrownBy(() -> get(rules.delete(rules(8).get(0)))).isInstanceOf(AuditRuleRefusedException.class)
                .hasMessageContaining("no such rule is loaded");
    }
}
