package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers for the names of fields that are asked for, so that finding one again is an index into an array. */
final class FieldSlots {
    static final int NONE = -1;

    private final Map<FieldName, Integer> numbers = new HashMap<>();
    private final List<FieldName> names = new ArrayList<>();
    /** Open addressing by {@link #hash}; the number of a name and 1, or 0. */
    private int[] table = new int[1024];
    private long[] keys = new long[0];
    private int[] lengths = new int[0];
    private FieldName[] byNumber = new FieldName[0];

    /** The number of a name, a new one if it has none; before the first {@link #find}. */
    int of(FieldName name) {
        Integer known = numbers.get(name);
        if (known != null) {
            return known;
        }
        int number = names.size();
        names.add(name);
        numbers.put(name, number);
        return number;
    }

    int of(String name) {
        return of(FieldName.of(name));
    }

    int[] of(List<FieldName> several) {
        return several.stream().mapToInt(this::of).toArray();
    }

    /** Ends the setting of names. */
    FieldSlots freeze() {
        while (table.length < names.size() * 4) {
            table = new int[table.length * 2];
        }
        byNumber = names.toArray(new FieldName[0]);
        keys = new long[table.length];
        lengths = new int[table.length];
        for (int number = 0; number < byNumber.length; number++) {
            int at = hash(byNumber[number].key(), byNumber[number].length()) & table.length - 1;
            while (table[at] != 0) {
                at = at + 1 & table.length - 1;
            }
            table[at] = number + 1;
            keys[at] = byNumber[number].key();
            lengths[at] = byNumber[number].length();
        }
        return this;
    }

    int size() {
        return names.size();
    }

    static int hash(long key, int length) {
        long mixed = (key ^ length * 0x9e3779b97f4a7c15L) * 0xff51afd7ed558ccdL;
        return (int) (mixed >>> 32);
    }

    /** The number of a field's name, or {@link #NONE}. */
    int find(AuditRecord record, int field) {
        long key = record.nameKey(field);
        int length = record.nameLength(field);
        for (int at = hash(key, length) & table.length - 1; table[at] != 0; at = at + 1 & table.length - 1) {
            if (keys[at] == key && lengths[at] == length
                    && (length <= Long.BYTES || record.isNamed(field, byNumber[table[at] - 1]))) {
                return table[at] - 1;
            }
        }
        return NONE;
    }
}
