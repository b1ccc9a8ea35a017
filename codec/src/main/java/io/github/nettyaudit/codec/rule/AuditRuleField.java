package io.github.nettyaudit.codec.rule;

import org.jspecify.annotations.Nullable;

/**
 * One condition of a rule: a field, a comparison and a value. Immutable.
 *
 * @param type     the field, a number of {@link AuditRuleFieldType}
 * @param operator the {@code fieldflags}, whose bits {@link AuditRuleOperator} names
 * @param value    the number to compare with; for a field that holds a text, the length of the text in bytes
 * @param text     the text to compare with; null if the field holds a number (see {@link AuditRuleFieldType#isText}).
 *                 A byte that is not part of valid UTF-8 is the character U+DC00 plus the byte
 */
public record AuditRuleField(int type, int operator, int value, @Nullable String text) {
    /**
     * Creates a condition on a number.
     *
     * @param type     the field
     * @param operator the comparison
     * @param value    the number, 32 bits
     * @return the condition
     * @throws IllegalArgumentException if the field holds a text
     */
    public static AuditRuleField of(int type, AuditRuleOperator operator, int value) {
        if (AuditRuleFieldType.isText(type)) {
            throw new IllegalArgumentException("type: " + type + " (expected: a field with a number)");
        }
        return new AuditRuleField(type, operator.number(), value, null);
    }

    /**
     * Creates a condition on a text.
     *
     * @param type     the field
     * @param operator the comparison
     * @param text     the text
     * @return the condition
     * @throws IllegalArgumentException if the field holds a number
     */
    public static AuditRuleField of(int type, AuditRuleOperator operator, String text) {
        if (!AuditRuleFieldType.isText(type)) {
            throw new IllegalArgumentException("type: " + type + " (expected: a field with a text)");
        }
        return new AuditRuleField(type, operator.number(), RuleText.bytes(text).length, text);
    }
}
