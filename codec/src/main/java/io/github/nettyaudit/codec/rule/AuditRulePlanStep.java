package io.github.nettyaudit.codec.rule;

/**
 * One request of a plan.
 *
 * @param adding whether the rule is added; otherwise it is deleted
 * @param rule   the rule, with the prepend flag if it is added first in its list
 * @param reason the reason for the step
 */
public record AuditRulePlanStep(boolean adding, AuditRule rule, Reason reason) {
    /** The reason for a step. */
    public enum Reason {
        /** The rule is wanted and was not loaded. */
        ADDED,
        /** The rule was loaded and is not wanted. */
        DELETED,
        /** The rule moves to another place of its list: one step deletes it, another adds it. */
        MOVED,
        /** The rule records in place of one that is being moved: one step adds it, another deletes it. */
        PLACEHOLDER
    }

    /** Returns the line by which auditctl carries out the step. */
    @Override
    public String toString() {
        String line = rule.toString();
        if (!adding && line.startsWith("-a")) {
            return "-d" + line.substring(2);
        }
        return !adding && line.startsWith("-w") ? "-W" + line.substring(2) : line;
    }
}
