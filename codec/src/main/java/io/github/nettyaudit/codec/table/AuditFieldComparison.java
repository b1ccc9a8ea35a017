package io.github.nettyaudit.codec.table;

import io.github.nettyaudit.codec.internal.table.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A comparison of two fields, the value of the rule field {@code field_compare} ({@code auditctl -C}):
 * {@code AUDIT_COMPARE_*} of {@code linux/audit.h}. Immutable.
 *
 * @param number the value in the rule
 * @param left   one field, such as {@code uid}
 * @param right  the other field, such as {@code obj_uid}
 */
public record AuditFieldComparison(int number, String left, String right) {
    private static final Map<Integer, AuditFieldComparison> BY_NUMBER = new HashMap<>();
    private static final List<AuditFieldComparison> ALL = new ArrayList<>();

    static {
        for (String[] row : DataFile.rows("rule-comparisons.tsv")) {
            AuditFieldComparison comparison =
                    new AuditFieldComparison(DataFile.number(row[0]), row[1], row[2]);
            BY_NUMBER.put(comparison.number, comparison);
            ALL.add(comparison);
        }
    }

    /**
     * Returns the comparison with a number.
     *
     * @param number the value of the rule field
     * @return the comparison; null if the number is not known
     */
    public static @Nullable AuditFieldComparison of(int number) {
        return BY_NUMBER.get(number);
    }

    /**
     * Returns the comparison of two fields.
     *
     * @param field the name of one field
     * @param other the name of the other field; the order does not matter
     * @return the comparison; null if the kernel does not compare these fields
     */
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
