package io.github.nettyaudit.codec.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the rule field {@code field_compare} compares ({@code auditctl -C}): {@code AUDIT_COMPARE_*} of
 * {@code linux/audit.h}, the resource {@code rule-comparisons.tsv}.
 *
 * @param number the value in the rule
 * @param left one field, such as {@code uid}
 * @param right the other, such as {@code obj_uid}
 */
public record AuditFieldComparison(int number, String left, String right) {
    private static final Map<Integer, AuditFieldComparison> BY_NUMBER = new HashMap<>();
    private static final List<AuditFieldComparison> ALL = new ArrayList<>();

    static {
        for (String[] row : DataFile.rows(AuditFieldComparison.class, "rule-comparisons.tsv")) {
            AuditFieldComparison comparison =
                    new AuditFieldComparison(DataFile.number(row[0]), row[1], row[2]);
            BY_NUMBER.put(comparison.number, comparison);
            ALL.add(comparison);
        }
    }

    /** The comparison of a number, or null. */
    public static @Nullable AuditFieldComparison of(int number) {
        return BY_NUMBER.get(number);
    }

    /** The comparison of two fields, in either order, or null when the kernel has none. */
    public static @Nullable AuditFieldComparison of(String field, String other) {
        for (AuditFieldComparison comparison : ALL) {
            if (comparison.left.equals(field) && comparison.right.equals(other)
                    || comparison.left.equals(other) && comparison.right.equals(field)) {
                return comparison;
            }
        }
        return null;
    }
}
