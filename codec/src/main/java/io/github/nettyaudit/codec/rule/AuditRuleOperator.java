package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/** How a field is compared with its value: {@code AUDIT_EQUAL} … of {@code linux/audit.h}, bits of fieldflags. */
public enum AuditRuleOperator {
    // in the order in which auditctl looks for them: long signs first, and '=' before '<' and '>'
    NOT_EQUAL("!=", 0x30000000),
    GREATER_OR_EQUAL(">=", 0x60000000),
    LESS_OR_EQUAL("<=", 0x50000000),
    /** All bits of the value are set. */
    BIT_TEST("&=", 0x48000000),
    EQUAL("=", 0x40000000),
    GREATER(">", 0x20000000),
    LESS("<", 0x10000000),
    /** Any bit of the value is set. */
    BIT_MASK("&", 0x08000000);

    /** The bits that are operators, {@code AUDIT_OPERATORS}. */
    static final int MASK = 0x78000000;

    private final String sign;
    private final int number;

    AuditRuleOperator(String sign, int number) {
        this.sign = sign;
        this.number = number;
    }

    /** The operator of a number; null if there is no such operator. */
    public static @Nullable AuditRuleOperator of(int number) {
        for (AuditRuleOperator operator : values()) {
            if (operator.number == (number & MASK)) {
                return operator;
            }
        }
        return null;
    }

    /** The number in a rule. */
    public int number() {
        return number;
    }

    /** Whether it is {@code =} or {@code !=}. */
    boolean isEquality() {
        return this == EQUAL || this == NOT_EQUAL;
    }

    /** The sign of auditctl. */
    @Override
    public String toString() {
        return sign;
    }
}
