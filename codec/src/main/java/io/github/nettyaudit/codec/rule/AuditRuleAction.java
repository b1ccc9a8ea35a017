package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/** What happens when a rule matches: {@code AUDIT_NEVER} and {@code AUDIT_ALWAYS} of {@code linux/audit.h}. */
public enum AuditRuleAction {
    /** No event is recorded, and the rules after this one in the list are not evaluated. */
    NEVER(0, "never"),
    /** An event is recorded. */
    ALWAYS(2, "always");

    private final int number;
    private final String word;

    AuditRuleAction(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /**
     * Returns the action with a number.
     *
     * @param number the number in a rule
     * @return the action; null if there is none (1 was "possible", which current kernels refuse)
     */
    public static @Nullable AuditRuleAction of(int number) {
        return number == NEVER.number ? NEVER : number == ALWAYS.number ? ALWAYS : null;
    }

    /**
     * Returns the number of the action.
     *
     * @return the number in a rule
     */
    public int number() {
        return number;
    }

    /** Returns auditctl's word. */
    @Override
    public String toString() {
        return word;
    }
}
