package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/**
 * One condition of a rule. Immutable.
 *
 * @param type     what is compared, see {@link AuditRuleFieldType}
 * @param operator bits of {@code fieldflags}, see {@link AuditRuleOperator}
 * @param value    the number it is compared with; of a text, how many bytes it has
 * @param text     the text it is compared with, where it is compared with one ({@link AuditRuleFieldType#isText});
 *                 bytes that are not UTF-8 are the characters U+DC80 to U+DCFF
 */
public record AuditRuleField(int type, int operator, int value, @Nullable String text) {
    /** A condition on a number. */
    public static AuditRuleField of(int type, AuditRuleOperator operator, int value) {
        if (AuditRuleFieldType.isText(type)) {
            throw new IllegalArgumentException("type: " + type + " (expected: a field with a number)");
        }
        return new AuditRuleField(type, operator.number(), value, null);
    }

    /** A condition on a text. */
    public static AuditRuleField of(int type, AuditRuleOperator operator, String text) {
        if (!AuditRuleFieldType.isText(type)) {
            throw new IllegalArgumentException("type: " + type + " (expected: a field with a text)");
        }
        return new AuditRuleField(type, operator.number(), RuleText.bytes(text).length, text);
    }

    /** The value of the unsigned 32-bit number. */
    public long unsignedValue() {
        return Integer.toUnsignedLong(value);
    }
}
