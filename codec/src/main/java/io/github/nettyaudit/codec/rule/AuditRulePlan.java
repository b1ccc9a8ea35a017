package io.github.nettyaudit.codec.rule;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The steps that turn the loaded rules into the wanted ones, without reducing coverage in between. Additions come
 * first, deletions last. The rules of a filter list end up in the wanted order, because the kernel stops at the first
 * rule that matches.
 *
 * <p>The kernel can add a rule only at the beginning or the end of its list. A loaded rule that has to move is
 * therefore deleted and added again. Meanwhile a placeholder records the same events: the rule with the additional key
 * {@value #PLACEHOLDER_KEY}. Immutable.
 */
public final class AuditRulePlan {
    /** The additional key of placeholders. */
    public static final String PLACEHOLDER_KEY = "netty-audit-moving";

    private final List<AuditRule> loaded;
    private final List<AuditRule> wanted;
    private final List<AuditRulePlanStep> steps;
    private final int unchanged;

    private AuditRulePlan(List<AuditRule> loaded, List<AuditRule> wanted, List<AuditRulePlanStep> steps,
                          int unchanged) {
        this.loaded = loaded;
        this.wanted = wanted;
        this.steps = List.copyOf(steps);
        this.unchanged = unchanged;
    }

    /**
     * Compares the loaded rules with the wanted ones.
     *
     * @param loaded the loaded rules, as the kernel lists them
     * @param wanted the wanted rules, in their order; repetitions of a rule are ignored
     * @return the steps from one to the other
     * @throws AuditRuleException if a wanted rule names some of the numbers 2032 to 2047, which the kernel replaces by
     *                            classes of system calls that are not known here
     */
    public static AuditRulePlan between(List<AuditRule> loaded, List<AuditRule> wanted) {
        Map<Integer, List<AuditRule>> loadedLists = byFilter(loaded);
        Map<Integer, List<AuditRule>> wantedLists = byFilter(wanted);
        wanted.forEach(AuditRulePlan::checkClasses);
        Set<Integer> filters = new TreeSet<>(loadedLists.keySet());
        filters.addAll(wantedLists.keySet());
        List<AuditRulePlanStep> steps = new ArrayList<>();
        List<AuditRulePlanStep> deletions = new ArrayList<>();
        int unchanged = 0;
        for (int filter : filters) {
            unchanged += new RuleListPlan(loadedLists.getOrDefault(filter, List.of()),
                    wantedLists.getOrDefault(filter, List.of())).addTo(steps, deletions);
        }
        steps.addAll(deletions);
        return new AuditRulePlan(List.copyOf(loaded), List.copyOf(wanted), steps, unchanged);
    }

    /**
     * The steps that bring wanted rules into their order, and load those of them that are missing, and that delete no
     * rule for good: rules that are not among the wanted ones stay where they are.
     */
    static List<AuditRulePlanStep> correction(List<AuditRule> listed, List<AuditRule> wanted) {
        return between(listed, wanted).steps().stream()
                .filter(step -> step.reason() != AuditRulePlanStep.Reason.DELETED).toList();
    }

    private static void checkClasses(AuditRule rule) {
        if ((rule.maskWord(AuditRule.SYSTEM_CALLS / Integer.SIZE - 1) & AuditRule.CLASS_BITS) != 0
                && !rule.isForAllSystemCalls()) {
            throw AuditRuleException.of("a rule with numbers that stand for classes of system calls: " + rule,
                    "numbers below 2032");
        }
    }

    private static Map<Integer, List<AuditRule>> byFilter(List<AuditRule> rules) {
        Map<Integer, List<AuditRule>> lists = new LinkedHashMap<>();
        Set<AuditRule> seen = new HashSet<>();
        for (AuditRule rule : rules) {
            if (seen.add(rule.asLoaded())) {
                lists.computeIfAbsent(rule.filter(), filter -> new ArrayList<>()).add(rule.appended());
            }
        }
        return lists;
    }

    /**
     * Returns the steps.
     *
     * @return the steps in their order, unmodifiable
     */
    public List<AuditRulePlanStep> steps() {
        return steps;
    }

    /**
     * Returns whether the loaded rules are the wanted ones.
     *
     * @return true if there are no steps
     */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /**
     * Returns the rules that were loaded when the plan was made.
     *
     * @return the rules, unmodifiable
     */
    public List<AuditRule> loaded() {
        return loaded;
    }

    /**
     * Returns the wanted rules.
     *
     * @return the rules, unmodifiable
     */
    public List<AuditRule> wanted() {
        return wanted;
    }

    /**
     * Returns how many rules will be added.
     *
     * @return the number of rules
     */
    public int additions() {
        return count(AuditRulePlanStep.Reason.ADDED);
    }

    /**
     * Returns how many rules will be deleted.
     *
     * @return the number of rules
     */
    public int deletions() {
        return count(AuditRulePlanStep.Reason.DELETED);
    }

    /**
     * Returns how many rules will move to another place of their list.
     *
     * @return the number of rules
     */
    public int moves() {
        return count(AuditRulePlanStep.Reason.MOVED) / 2;
    }

    /**
     * Returns how many rules are not touched.
     *
     * @return the number of rules
     */
    public int unchanged() {
        return unchanged;
    }

    private int count(AuditRulePlanStep.Reason reason) {
        return (int) steps.stream().filter(step -> step.reason() == reason).count();
    }

    /** Returns one line for people, such as {@code 3 to add, 1 to delete, 0 to move, 40 unchanged}. */
    @Override
    public String toString() {
        return additions() + " to add, " + deletions() + " to delete, " + moves() + " to move, " + unchanged
                + " unchanged";
    }

    /** Returns the index of each rule, by its listed form; no rule is there twice. */
    static Map<AuditRule, Integer> positions(List<AuditRule> rules) {
        Map<AuditRule, Integer> positions = new HashMap<>();
        for (int index = 0; index < rules.size(); index++) {
            positions.put(rules.get(index).asLoaded(), index);
        }
        return positions;
    }
}
