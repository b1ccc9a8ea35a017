package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/** A comparison of a field with a value: the operator bits of {@code fieldflags}, {@code linux/audit.h}. */
public enum AuditRuleOperator {
    // in the order in which auditctl looks for them: long signs first, and '=' before '<' and '>'
    /** {@code !=}: the field differs from the value. */
    NOT_EQUAL("!=", 0x30000000),
    /** {@code >=}: the field is greater than the value or equal to it. */
    GREATER_OR_EQUAL(">=", 0x60000000),
    /** {@code <=}: the field is less than the value or equal to it. */
    LESS_OR_EQUAL("<=", 0x50000000),
    /** {@code &=}: all bits of the value are set in the field. */
    BIT_TEST("&=", 0x48000000),
    /** {@code =}: the field is equal to the value. */
    EQUAL("=", 0x40000000),
    /** {@code >}: the field is greater than the value. */
    GREATER(">", 0x20000000),
    /** {@code <}: the field is less than the value. */
    LESS("<", 0x10000000),
    /** {@code &}: at least one bit of the value is set in the field. */
    BIT_MASK("&", 0x08000000);

    /** The bits that are operators, {@code AUDIT_OPERATORS}. */
    static final int MASK = 0x78000000;

    private final String sign;
    private final int number;

    AuditRuleOperator(String sign, int number) {
        this.sign = sign;
        this.number = number;
    }

    /**
     * Returns the operator of a condition.
     *
     * @param number the {@code fieldflags} of the condition; bits that are not operators are ignored
     * @return the operator; null if there is none
     */
    public static @Nullable AuditRuleOperator of(int number) {
        for (AuditRuleOperator operator : values()) {
            if (operator.number == (number & MASK)) {
                return operator;
            }
        }
        return null;
    }

    /**
     * Returns the number of the operator.
     *
     * @return the bits in {@code fieldflags}
     */
    public int number() {
        return number;
    }

    /** Returns whether this is {@code =} or {@code !=}. */
    boolean isEquality() {
        return this == EQUAL || this == NOT_EQUAL;
    }

    /** Returns auditctl's sign. */
    @Override
    public String toString() {
        return sign;
    }
}
