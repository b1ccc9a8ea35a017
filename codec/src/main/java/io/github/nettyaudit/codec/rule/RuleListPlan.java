package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.rule.AuditRulePlanStep.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The part of a plan for one filter list. Prepended rules come before all loaded ones and appended rules after them, so
 * rules can stay only if they are neighbours among the wanted rules and loaded in that order. The longest such run
 * stays; the wanted rules before it are prepended, last first, and those after it are appended.
 */
final class RuleListPlan {
    private final List<AuditRule> loaded;
    private final List<AuditRule> wanted;
    private final Map<AuditRule, Integer> places;
    private int runStart;
    private int runEnd;

    RuleListPlan(List<AuditRule> loaded, List<AuditRule> wanted) {
        this.loaded = loaded;
        this.wanted = wanted;
        places = AuditRulePlan.positions(loaded);
        findRun();
    }

    private void findRun() {
        int start = 0;
        int lastPlace = -1;
        for (int index = 0; index < wanted.size(); index++) {
            Integer place = places.get(wanted.get(index).asLoaded());
            if (place == null) {
                start = index + 1;
                lastPlace = -1;
                continue;
            }
            if (place < lastPlace) {
                start = index;
            }
            lastPlace = place;
            if (index + 1 - start > runEnd - runStart) {
                runStart = start;
                runEnd = index + 1;
            }
        }
    }

    /** Adds the steps of this list, and returns how many rules stay as they are. */
    int addTo(List<AuditRulePlanStep> steps, List<AuditRulePlanStep> deletions) {
        for (int index = runStart - 1; index >= 0; index--) {
            place(wanted.get(index).prepended(), steps, deletions);
        }
        for (int index = runEnd; index < wanted.size(); index++) {
            place(wanted.get(index), steps, deletions);
        }
        Map<AuditRule, Integer> wantedPlaces = AuditRulePlan.positions(wanted);
        for (AuditRule rule : loaded) {
            if (!wantedPlaces.containsKey(rule.asLoaded())) {
                deletions.add(new AuditRulePlanStep(false, rule, Reason.DELETED));
            }
        }
        return runEnd - runStart;
    }

    private void place(AuditRule rule, List<AuditRulePlanStep> steps, List<AuditRulePlanStep> deletions) {
        AuditRule asLoaded = rule.asLoaded();
        if (!places.containsKey(asLoaded)) {
            steps.add(new AuditRulePlanStep(true, rule, Reason.ADDED));
            return;
        }
        AuditRule placeholder = placeholder(rule);
        // a placeholder that an earlier run has left does as well, and is deleted as a rule that is not wanted
        if (placeholder != null && !places.containsKey(placeholder.asLoaded())) {
            steps.add(new AuditRulePlanStep(true, placeholder, Reason.PLACEHOLDER));
            deletions.add(new AuditRulePlanStep(false, placeholder.asLoaded(), Reason.PLACEHOLDER));
        }
        steps.add(new AuditRulePlanStep(false, asLoaded, Reason.MOVED));
        steps.add(new AuditRulePlanStep(true, rule, Reason.MOVED));
    }

    /** Returns the rule with one more key; null if the kernel would refuse it, or if the rule records nothing. */
    private static @Nullable AuditRule placeholder(AuditRule rule) {
        AuditRuleFilter filter = AuditRuleFilter.of(rule.filter());
        boolean records = rule.action() == AuditRuleAction.ALWAYS.number()
                && (filter == AuditRuleFilter.EXIT || filter == AuditRuleFilter.IO_URING);
        List<AuditRuleField> fields = new ArrayList<>(rule.fields());
        AuditRuleField key = rule.field(AuditRuleFieldType.KEY);
        String keys = key == null ? AuditRulePlan.PLACEHOLDER_KEY : key.text() + AuditRule.KEY_SEPARATOR
                + AuditRulePlan.PLACEHOLDER_KEY;
        if (!records || key == null && fields.size() >= RuleState.MAX_FIELDS
                || RuleText.bytes(keys).length > AuditRule.MAX_KEY_LENGTH) {
            return null;
        }
        AuditRuleField field = AuditRuleField.of(AuditRuleFieldType.KEY, AuditRuleOperator.EQUAL, keys);
        if (key == null) {
            fields.add(field);
        } else {
            fields.set(fields.indexOf(key), field);
        }
        return rule.withFields(fields);
    }
}
