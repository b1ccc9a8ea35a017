package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.rule.AuditRulePlanStep.Reason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What one run has changed in the kernel, step by step as the kernel acknowledges it, so that exactly this can be
 * undone. A rule that was deleted and added again counts as moved. Confined to the event loop of the run.
 */
final class RuleJournal {
    private final Set<AuditRule> added = new LinkedHashSet<>();
    private final Set<AuditRule> deleted = new LinkedHashSet<>();
    private final List<AuditRulePlanStep> unknown = new ArrayList<>();
    private boolean reordered;
    private boolean conflict;
    private int changes;
    private int additions;
    private int deletions;
    private int moves;
    private int presentBefore;
    private int absentBefore;

    /** The kernel has acknowledged the step. */
    void done(AuditRulePlanStep step) {
        changes++;
        AuditRule rule = step.rule().asLoaded();
        if (step.adding()) {
            if (deleted.remove(rule)) {
                reordered = true;
            } else {
                added.add(rule);
            }
        } else if (!added.remove(rule)) {
            deleted.add(rule);
        }
        additions += step.adding() && step.reason() == Reason.ADDED ? 1 : 0;
        moves += step.adding() && step.reason() == Reason.MOVED ? 1 : 0;
        deletions += !step.adding() && step.reason() == Reason.DELETED ? 1 : 0;
    }

    /**
     * The kernel has refused the step because its result was there already: the rule to add is loaded (EEXIST), or the
     * rule to delete is not (ENOENT). Another program has done it, so it is not ours to undo.
     */
    void doneByOthers(AuditRulePlanStep step) {
        AuditRule rule = step.rule().asLoaded();
        if (step.adding()) {
            deleted.remove(rule);
            conflict |= step.reason() != Reason.PLACEHOLDER;
            presentBefore += step.reason() == Reason.ADDED ? 1 : 0;
        } else {
            added.remove(rule);
            absentBefore += step.reason() == Reason.DELETED ? 1 : 0;
        }
    }

    /** The kernel may or may not have carried the step out. */
    void unknown(AuditRulePlanStep step) {
        unknown.add(step);
    }

    boolean hasUnknown() {
        return !unknown.isEmpty();
    }

    /**
     * Settles the steps whose outcome is not known, each by whether its own rule is loaded now.
     *
     * @return those that were not carried out
     */
    List<AuditRulePlanStep> settle(List<AuditRule> listed) {
        Set<AuditRule> present = asLoaded(listed);
        List<AuditRulePlanStep> open = List.copyOf(unknown);
        unknown.clear();
        List<AuditRulePlanStep> undone = new ArrayList<>();
        for (AuditRulePlanStep step : open) {
            if (present.contains(step.rule().asLoaded()) == step.adding()) {
                done(step);
            } else {
                undone.add(step);
            }
        }
        return undone;
    }

    /** Another program has deleted a rule that was added, or loaded one that was deleted: there is nothing to undo. */
    void leaveToOthers(List<AuditRule> listed) {
        Set<AuditRule> present = asLoaded(listed);
        added.retainAll(present);
        deleted.removeAll(present);
    }

    /** Whether a rule to add was loaded by another program, so perhaps at another place; asking resets it. */
    boolean takeConflict() {
        boolean found = conflict;
        conflict = false;
        return found;
    }

    /** Whether the rule was added by this run. */
    boolean hasAdded(AuditRule rule) {
        return added.contains(rule.asLoaded());
    }

    /**
     * The steps that undo what is in the journal. They delete only what this run added and add only what it deleted;
     * rules change their places only where this run has changed the order.
     *
     * @param listed what is loaded now
     * @param before what was loaded when the run began
     */
    List<AuditRulePlanStep> inverse(List<AuditRule> listed, List<AuditRule> before) {
        Set<AuditRule> present = asLoaded(listed);
        if (!hasChangedOrder()) {
            return added.stream().filter(present::contains)
                    .map(rule -> new AuditRulePlanStep(false, rule, Reason.DELETED)).toList();
        }
        List<AuditRule> target = before.stream().map(AuditRule::asLoaded).filter(rule -> !added.contains(rule)
                && (present.contains(rule) || deleted.contains(rule))).toList();
        return AuditRulePlan.between(listed, target).steps().stream()
                .filter(step -> step.reason() != Reason.DELETED || added.contains(step.rule().asLoaded())).toList();
    }

    /** As {@link #inverse(List, List)}, when it cannot be seen what is loaded; the order is not restored then. */
    List<AuditRulePlanStep> blindInverse() {
        List<AuditRulePlanStep> steps = new ArrayList<>();
        deleted.forEach(rule -> steps.add(new AuditRulePlanStep(true, rule, Reason.ADDED)));
        added.forEach(rule -> steps.add(new AuditRulePlanStep(false, rule, Reason.DELETED)));
        return steps;
    }

    /** What is still in effect: rules that were added and are loaded, rules that were deleted and are not. */
    List<AuditRulePlanStep> inEffect() {
        List<AuditRulePlanStep> steps = new ArrayList<>();
        added.forEach(rule -> steps.add(new AuditRulePlanStep(true, rule, Reason.ADDED)));
        deleted.forEach(rule -> steps.add(new AuditRulePlanStep(false, rule, Reason.DELETED)));
        return steps;
    }

    List<AuditRulePlanStep> unknown() {
        return List.copyOf(unknown);
    }

    /** The steps whose outcome is not known, which are in the journal no longer. */
    List<AuditRulePlanStep> takeUnknown() {
        List<AuditRulePlanStep> taken = unknown();
        unknown.clear();
        return taken;
    }

    /** Whether a rule was deleted and added again, or deleted: its place is then another one. */
    boolean hasChangedOrder() {
        return reordered || !deleted.isEmpty();
    }

    /** How many steps the kernel has acknowledged. */
    int changes() {
        return changes;
    }

    int additions() {
        return additions;
    }

    int deletions() {
        return deletions;
    }

    int moves() {
        return moves;
    }

    /** How many rules to add another program had loaded. */
    int presentBefore() {
        return presentBefore;
    }

    /** How many rules to delete another program had deleted. */
    int absentBefore() {
        return absentBefore;
    }

    private static Set<AuditRule> asLoaded(List<AuditRule> rules) {
        Set<AuditRule> loaded = new HashSet<>();
        rules.forEach(rule -> loaded.add(rule.asLoaded()));
        return loaded;
    }
}
