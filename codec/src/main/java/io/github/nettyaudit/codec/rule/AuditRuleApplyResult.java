package io.github.nettyaudit.codec.rule;

/**
 * What came of applying a plan.
 *
 * @param plan  what was to be done, and was
 * @param nanos how long it took
 */
public record AuditRuleApplyResult(AuditRulePlan plan, long nanos) {
    /** One line for people. */
    @Override
    public String toString() {
        return plan.additions() + " added, " + plan.deletions() + " deleted, " + plan.moves() + " moved, "
                + plan.unchanged() + " unchanged, in " + nanos / 1_000_000 + " ms";
    }
}
