package io.github.nettyaudit.codec.rule;

import io.github.nettyaudit.codec.internal.table.RuleTables;
import io.github.nettyaudit.codec.table.AuditFieldComparison;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The arguments of {@code -F} and {@code -C}: a field, an operator, and a value or another field. */
final class RuleFields {
    private static final String OPERATORS = "one of = != < > <= >= & &= between field and value";
    private static final String EQUALITIES = "= or !=";

    private RuleFields() {
    }

    /** A field, an operator and the rest, as auditctl splits them: at the first operator that it looks for. */
    private record Pair(String field, AuditRuleOperator operator, String value) {
        int valueOffset() {
            return field.length() + operator.toString().length();
        }
    }

    private static @Nullable Pair split(String text, boolean equalitiesOnly) {
        for (AuditRuleOperator operator : AuditRuleOperator.values()) {
            int at = equalitiesOnly && !operator.isEquality() ? -1 : text.indexOf(operator.toString());
            if (at >= 0) {
                return new Pair(text.substring(0, at), operator, text.substring(at + operator.toString().length()));
            }
        }
        return null;
    }

    /** Adds the condition of a {@code -F}; also a key that is written as a condition. */
    static void add(RuleState state, String text) {
        state.checkRoom();
        Pair pair = split(text, false);
        if (pair == null) {
            throw AuditRuleException.of("no operator in " + text, OPERATORS);
        }
        if (pair.field().isEmpty()) {
            throw AuditRuleException.of("no field before the operator", fieldNames());
        }
        if (pair.value().isEmpty()) {
            throw AuditRuleException.of("no value after the operator", "a value for " + pair.field(),
                    pair.valueOffset());
        }
        int type = AuditRuleFieldType.of(pair.field());
        if (type < 0) {
            throw AuditRuleException.of("no field " + pair.field(), fieldNames());
        }
        try {
            add(state, type, pair.operator(), pair.value());
        } catch (AuditRuleException exception) {
            throw AuditRuleException.of(exception.problem(), exception.allowed(),
                    pair.valueOffset() + exception.offset());
        }
    }

    /** Adds a condition on a field that is known. */
    static void add(RuleState state, int type, AuditRuleOperator operator, String value) {
        state.checkRoom();
        RuleChecks.features(state, type);
        RuleChecks.list(state, type);
        RuleChecks.operator(type, operator);
        RuleChecks.onlyOne(state, type);
        if (AuditRuleFieldType.isText(type)) {
            RuleValues.checkText(state, type, value);
            state.fields.add(AuditRuleField.of(type, operator, value));
        } else {
            AuditRuleField field = AuditRuleField.of(type, operator, RuleValues.number(state, type, value));
            RuleChecks.unset(field);
            state.fields.add(field);
        }
    }

    /** Adds the condition of a {@code -C}. */
    static void addComparison(RuleState state, String text) {
        state.checkRoom();
        Pair pair = split(text, true);
        if (pair == null) {
            throw AuditRuleException.of("no operator in " + text, EQUALITIES + " between two fields");
        }
        String left = canonical(pair.field(), 0);
        String right = canonical(pair.value(), pair.valueOffset());
        if (state.filter() != AuditRuleFilter.EXIT) {
            throw AuditRuleException.of("fields are compared in the list exit only", "-a always,exit before it");
        }
        AuditFieldComparison comparison = left.equals(right) ? null : AuditFieldComparison.of(left, right);
        if (comparison == null) {
            throw AuditRuleException.of("the kernel does not compare " + left + " with " + right,
                    "two of auid, uid, euid, suid, fsuid, obj_uid, or two of gid, egid, sgid, fsgid, obj_gid",
                    pair.valueOffset());
        }
        state.fields.add(AuditRuleField.of(AuditRuleFieldType.FIELD_COMPARISON, pair.operator(), comparison.number()));
    }

    private static String canonical(String field, int offset) {
        int type = AuditRuleFieldType.of(field);
        String name = type < 0 ? null : AuditRuleFieldType.name(type);
        if (name == null) {
            throw AuditRuleException.of(field.isEmpty() ? "a field is missing" : "no field " + field,
                    "one of auid, uid, euid, suid, fsuid, obj_uid, gid, egid, sgid, fsgid, obj_gid", offset);
        }
        return name;
    }

    private static String fieldNames() {
        List<String> names = new ArrayList<>();
        RuleTables.FIELDS.forEach((type, name) -> {
            if (AuditRuleFieldType.name(type) != null) {
                names.add(name);
            }
        });
        return "one of " + String.join(", ", names);
    }
}
