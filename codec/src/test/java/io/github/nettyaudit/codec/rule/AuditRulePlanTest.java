package io.github.nettyaudit.codec.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditRulePlanTest {
    private static final List<AuditRule> RULES = rules(12);

    @Test
    void nothingIsDoneWhenAllIsAsWanted() {
        AuditRulePlan plan = AuditRulePlan.between(RULES, RULES);

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.unchanged()).isEqualTo(RULES.size());
    }

    @Test
    void newRulesComeBeforeOldOnesGo() {
        AuditRulePlan plan = AuditRulePlan.between(RULES.subList(0, 3), RULES.subList(2, 5));

        assertThat(plan.steps()).extracting(AuditRulePlanStep::adding).containsExactly(true, true, false, false);
        assertThat(plan.isEmpty()).isFalse();
        assertThat(plan).hasToString("2 to add, 2 to delete, 0 to move, 1 unchanged");
    }

    @Test
    void aRuleThatComesBeforeAllOthersIsPrepended() {
        AuditRulePlan plan = AuditRulePlan.between(RULES.subList(1, 4), RULES.subList(0, 4));

        assertThat(plan.steps()).containsExactly(
                new AuditRulePlanStep(true, RULES.get(0).prepended(), AuditRulePlanStep.Reason.ADDED));
    }

    @Test
    void aRuleThatMovesHasAStandIn() {
        AuditRulePlan plan = AuditRulePlan.between(List.of(RULES.get(0), RULES.get(1), RULES.get(2)),
                List.of(RULES.get(1), RULES.get(2), RULES.get(0)));

        assertThat(plan.moves()).isEqualTo(1);
        assertThat(plan.steps()).extracting(step -> (step.adding() ? "+" : "-") + step.rule().keys())
                .containsExactly("+[k0, netty-audit-moving]", "-[k0]", "+[k0]", "-[k0, netty-audit-moving]");
    }

    /** Only rules that write records need a stand-in, and only where the kernel accepts another key. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -a always,exit -S 1 -k x         | PLACEHOLDER, MOVED, MOVED, PLACEHOLDER
            -a always,exit -S 1              | PLACEHOLDER, MOVED, MOVED, PLACEHOLDER
            -a always,io_uring -S openat     | PLACEHOLDER, MOVED, MOVED, PLACEHOLDER
            -a never,exit -S 1 -k x          | MOVED, MOVED
            -a never,exit -S 1               | MOVED, MOVED
            -a always,user                   | MOVED, MOVED
            -a always,task                   | MOVED, MOVED
            -a never,exclude                 | MOVED, MOVED
            -a always,exit -S 1{62}          | PLACEHOLDER, MOVED, MOVED, PLACEHOLDER
            -a always,exit -S 1{63}          | MOVED, MOVED
            -a always,exit -S 1{62} -k x     | PLACEHOLDER, MOVED, MOVED, PLACEHOLDER
            -a always,exit -S 1 -k {237}     | PLACEHOLDER, MOVED, MOVED, PLACEHOLDER
            -a always,exit -S 1 -k {238}     | MOVED, MOVED
            """)
    void rulesThatMoveHaveAStandInWhereItHelps(String template, String reasons) {
        String line = template.replace("{62}", " -F a0=1".repeat(62)).replace("{63}", " -F a0=1".repeat(63))
                .replace("{237}", "k".repeat(237)).replace("{238}", "k".repeat(238));
        AuditRule moved = AuditRule.parse(line).asLoaded();
        String list = line.split(" ")[1];
        List<AuditRule> others = List.of(AuditRule.parse("-a " + list + " -F pid=1").asLoaded(),
                AuditRule.parse("-a " + list + " -F pid=2").asLoaded());

        AuditRulePlan plan = AuditRulePlan.between(List.of(moved, others.get(0), others.get(1)),
                List.of(others.get(0), others.get(1), moved));

        assertThat(plan.steps()).extracting(step -> step.reason().name()).containsExactly(reasons.split(", "));
        List<AuditRule> kernel = new ArrayList<>(plan.loaded());
        plan.steps().forEach(step -> carryOut(step, kernel));
        assertThat(kernel).containsExactly(others.get(0), others.get(1), moved);
        assertThat(plan.steps()).allSatisfy(step ->
                assertThat(AuditRule.decode(step.rule().encode())).isEqualTo(step.rule()));
    }

    @Test
    void listsAreIndependent() {
        AuditRule user = AuditRule.parse("-a never,user -F uid=7");
        AuditRule exclude = AuditRule.parse("-a never,exclude -F msgtype=CWD");

        AuditRulePlan plan = AuditRulePlan.between(List.of(user, RULES.get(0)), List.of(RULES.get(0), exclude, user));

        assertThat(plan.steps()).containsExactly(new AuditRulePlanStep(true, exclude, AuditRulePlanStep.Reason.ADDED));
    }

    @Test
    void numbersOfClassesAreRefusedBecauseTheKernelListsThemInAnotherWay() {
        List<AuditRule> wanted = List.of(AuditRule.parse("-a always,exit -S 2040 -k x"));

        assertThatThrownBy(() -> AuditRulePlan.between(List.of(), wanted)).isInstanceOf(AuditRuleException.class)
                .hasMessageContaining("below 2032");
    }

    /** Whatever was loaded and is wanted: the kernel takes each step, ends as wanted, and never misses a rule. */
    @Test
    void everyPlanLeadsToWhatIsWantedWithoutABlindMoment() {
        Random random = new Random(20_261_123);
        for (int round = 0; round < 3_000; round++) {
            List<AuditRule> loaded = some(random);
            List<AuditRule> wanted = some(random);
            AuditRulePlan plan = AuditRulePlan.between(loaded, wanted);

            List<AuditRule> kernel = new ArrayList<>(loaded);
            boolean deleting = false;
            for (AuditRulePlanStep step : plan.steps()) {
                carryOut(step, kernel);
                deleting |= step.reason() == AuditRulePlanStep.Reason.DELETED;
                assertThat(deleting && step.adding()).as("an addition after a deletion").isFalse();
                checkNothingIsMissing(loaded, wanted, kernel);
            }
            assertThat(kernel).isEqualTo(wanted);
            assertThat(plan.unchanged() + plan.additions() + plan.moves()).isEqualTo(wanted.size());
        }
    }

    private static List<AuditRule> some(Random random) {
        List<AuditRule> rules = new ArrayList<>(RULES);
        if (random.nextBoolean()) {
            Collections.shuffle(rules, random);
        }
        rules.removeIf(rule -> random.nextInt(3) == 0);
        return rules;
    }

    private static void carryOut(AuditRulePlanStep step, List<AuditRule> kernel) {
        AuditRule rule = step.rule().asLoaded();
        if (step.adding()) {
            assertThat(kernel).as("EEXIST").doesNotContain(rule);
            kernel.add(step.rule().isPrepend() ? 0 : kernel.size(), rule);
        } else {
            assertThat(kernel.remove(rule)).as("ENOENT").isTrue();
        }
    }

    /** A rule that is there before and after is always there, or one that records the same. */
    private static void checkNothingIsMissing(List<AuditRule> loaded, List<AuditRule> wanted, List<AuditRule> kernel) {
        Set<String> firstKeys = new HashSet<>();
        kernel.forEach(rule -> firstKeys.add(rule.keys().get(0)));
        for (AuditRule rule : loaded) {
            if (wanted.contains(rule)) {
                assertThat(firstKeys).contains(rule.keys().get(0));
            }
        }
    }

    private static List<AuditRule> rules(int count) {
        List<AuditRule> rules = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            rules.add(AuditRule.parse("-a always,exit -F arch=b64 -S " + number + " -k k" + number));
        }
        return rules;
    }
}
