package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/** What happens when a rule matches: {@code AUDIT_NEVER} and {@code AUDIT_ALWAYS} of {@code linux/audit.h}. */
public enum AuditRuleAction {
    /** Nothing is recorded, and no later rule of the list is asked. */
    NEVER(0, "never"),
    /** An event is recorded. */
    ALWAYS(2, "always");

    private final int number;
    private final String word;

    AuditRuleAction(int number, String word) {
        this.number = number;
        this.word = word;
    }

    /** The action of a number; null if there is no such action (1 was "possible", which no kernel takes any more). */
    public static @Nullable AuditRuleAction of(int number) {
        return number == NEVER.number ? NEVER : number == ALWAYS.number ? ALWAYS : null;
    }

    /** The number in a rule. */
    public int number() {
        return number;
    }

    /** The word of auditctl. */
    @Override
    public String toString() {
        return word;
    }
}
