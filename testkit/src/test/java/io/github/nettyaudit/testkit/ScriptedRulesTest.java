package io.github.nettyaudit.testkit;

import static io.github.nettyaudit.testkit.Futures.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.nettyaudit.codec.rule.AuditRule;
import io.github.nettyaudit.codec.rule.AuditRuleRefusedException;
import io.github.nettyaudit.codec.rule.AuditRuleApplyResult;
import io.github.nettyaudit.codec.rule.AuditRules;
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

    @Test
    void refusalsNameTheRule() {
        get(rules.add(rules(7).get(0)));

        assertThatThrownBy(() -> get(rules.add(rules(7).get(0)))).isInstanceOf(AuditRuleRefusedException.class)
                .hasMessageContaining("-S poll").hasMessageContaining("EEXIST");
        assertThatThrownBy(() -> get(rules.delete(rules(8).get(0)))).isInstanceOf(AuditRuleRefusedException.class)
                .hasMessageContaining("no such rule is loaded");
    }
}
