package io.github.nettyaudit.codec.rule;

/**
 * One request of a plan.
 *
 * @param adding whether the rule is added; otherwise it is deleted
 * @param rule   the rule, marked as to be prepended where it is
 * @param reason why
 */
public record AuditRulePlanStep(boolean adding, AuditRule rule, Reason reason) {
    /** Why a step is there. */
    public enum Reason {
        /** The rule is wanted and was not there. */
        ADDED,
        /** The rule was there and is not wanted. */
        DELETED,
        /** The rule stays, but at another place of its list: one step deletes, another adds it. */
        MOVED,
        /** The rule does the work of one that is being moved: one step adds, another deletes it. */
        PLACEHOLDER
    }

    /** The line that does it. */
    @Override
    public String toString() {
        String line = rule.toString();
        if (!adding && line.startsWith("-a")) {
            return "-d" + line.substring(2);
        }
        return !adding && line.startsWith("-w") ? "-W" + line.substring(2) : line;
    }
}
