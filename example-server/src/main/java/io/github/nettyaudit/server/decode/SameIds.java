package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The ids of users, or those of groups, in the kernel's part of a record, which are printed as one if all say the same and
 * each is there once.
 */
final class SameIds {
    private final FieldName[] names;
    private final long[] keys;
    private final byte[] together;
    private final int[] fields;
    private boolean isSame;

    /** @param names of up to eight bytes, in their order in the text */
    SameIds(String... names) {
        this.names = new FieldName[names.length];
        keys = new long[names.length];
        fields = new int[names.length];
        for (int i = 0; i < names.length; i++) {
            this.names[i] = FieldName.of(names[i]);
            keys[i] = this.names[i].key();
        }
        together = String.join(",", names).getBytes(StandardCharsets.US_ASCII);
    }

    /** Looks at a record, which the interpreter has wrapped. */
    void read(AuditRecord record, FieldInterpreter interpretation) {
        isSame = record.wordCount() == 0 && find(record) && areEqual(record)
                && (record.enrichedCount() == 0 || haveOneMeaning(interpretation));
    }

    /** Finds each name; false if one is missing or is there twice. */
    private boolean find(AuditRecord record) {
        Arrays.fill(fields, -1);
        int found = 0;
        int count = record.fieldCount();
        for (int field = 0; field < count; field++) {
            long key = record.nameKey(field);
            for (int i = 0; i < keys.length; i++) {
                if (key == keys[i] && record.isNamed(field, names[i])) {
                    if (record.space(field) != FieldSpace.KERNEL) {
                        return found == keys.length;
                    }
                    if (fields[i] >= 0) {
                        return false;
                    }
                    fields[i] = field;
                    found++;
                }
            }
        }
        return found == keys.length;
    }

    private boolean areEqual(AuditRecord record) {
        byte[] bytes = record.bytes();
        int start = record.valueStart(fields[0]);
        int end = start + record.valueLength(fields[0]);
        for (int i = 1; i < fields.length; i++) {
            int otherStart = record.valueStart(fields[i]);
            if (!Arrays.equals(bytes, start, end, bytes, otherStart, otherStart + record.valueLength(fields[i]))) {
                return false;
            }
        }
        return true;
    }

    /** The names that an audit daemon has added need not be the same. */
    private boolean haveOneMeaning(FieldInterpreter interpretation) {
        String meaning = interpretation.text(fields[0]).toString();
        for (int field : fields) {
            if (!interpretation.text(field).toString().equals(meaning)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a field is the first one, which is printed for all. */
    boolean isFirst(int field) {
        return isSame && field == fields[0];
    }

    /** Whether a field is one of the others, which are not printed. */
    boolean isOther(int field) {
        if (isSame) {
            for (int i = 1; i < fields.length; i++) {
                if (field == fields[i]) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The names, as they are printed for all. */
    byte[] together() {
        return together;
    }
}
