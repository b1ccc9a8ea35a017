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
 * How to get from the rules that are loaded to those that are wanted: only the difference, and never with less watched
 * on the way than before and after. Additions come first, deletions last; rules of a list end up in the wanted order,
 * since the kernel stops at the first that matches.
 *
 * <p>A rule can only be added at the begin or the end of its list. One that is loaded already but has to move is
 * therefore deleted and added again, and while it is gone a stand-in, the same rule with one more key
 * ({@value #PLACEHOLDER_KEY}), does its work. Immutable.
 */
public final class AuditRulePlan {
    /** The key of rules that stand in for one that moves. */
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
     * Compares.
     *
     * @param loaded the rules that are loaded, as the kernel lists them
     * @param wanted the rules that shall be, in their order; a rule that comes twice counts once
     * @throws AuditRuleException when a wanted rule names some of the numbers 2032 to 2047, which the kernel replaces
     *                            by classes of system calls that are not known here
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

    /** What is to be done, in order. */
    public List<AuditRulePlanStep> steps() {
        return steps;
    }

    /** Whether there is nothing to do. */
    public boolean isEmpty() {
        return steps.isEmpty();
    }

    /** The rules that were loaded when the plan was made. */
    public List<AuditRule> loaded() {
        return loaded;
    }

    /** The rules that will be loaded. */
    public List<AuditRule> wanted() {
        return wanted;
    }

    /** How many rules are new. */
    public int additions() {
        return count(AuditRulePlanStep.Reason.ADDED);
    }

    /** How many rules will be gone. */
    public int deletions() {
        return count(AuditRulePlanStep.Reason.DELETED);
    }

    /** How many rules only change their place. */
    public int moves() {
        return count(AuditRulePlanStep.Reason.MOVED) / 2;
    }

    /** How many rules are not touched. */
    public int unchanged() {
        return unchanged;
    }

    private int count(AuditRulePlanStep.Reason reason) {
        return (int) steps.stream().filter(step -> step.reason() == reason).count();
    }

    /** One line for people, such as {@code 3 to add, 1 to delete, 0 to move, 40 unchanged}. */
    @Override
    public String toString() {
        return additions() + " to add, " + deletions() + " to delete, " + moves() + " to move, " + unchanged
                + " unchanged";
    }

    /** Where each rule is, by how it is listed; none is there twice. */
    static Map<AuditRule, Integer> positions(List<AuditRule> rules) {
        Map<AuditRule, Integer> positions = new HashMap<>();
        for (int index = 0; index < rules.size(); index++) {
            positions.put(rules.get(index).asLoaded(), index);
        }
        return positions;
    }
}
