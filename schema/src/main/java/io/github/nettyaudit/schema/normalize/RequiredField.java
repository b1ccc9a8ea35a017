package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.record.FieldName;

/**
 * A field that an event must have for a rule to apply.
 *
 * @param field the name of the field
 * @param value the value that it must have, as {@code decode} shows it: {@code kill-process}; empty if any will do
 */
public record RequiredField(FieldName field, String value) {
    /** Whether an event that has this one always has the other one too. */
    boolean implies(RequiredField other) {
        return field.equals(other.field) && (other.value.isEmpty() || other.value.equals(value));
    }

    /** Returns the word of the rule file: {@code op} or {@code code=kill-process}. */
    @Override
    public String toString() {
        return value.isEmpty() ? field.toString() : field + "=" + value;
    }
}
