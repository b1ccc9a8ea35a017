package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.util.regex.Pattern;

/** The names of fields in EXECVE records: {@code argc}, {@code a0}, {@code a1_len}, {@code a1[0]}. */
final class ArgumentNames {
    private static final Pattern PART = Pattern.compile("a\\d{1,7}(_len|\\[\\d{1,7}])?");
    private static final int LONGEST = 8;

    private ArgumentNames() {
    }

    /** Whether a name is an argument's, its length's or a part's of it. */
    static boolean isPart(String name) {
        return PART.matcher(name).matches();
    }

    /** Whether a record has {@code argc}, and then exactly the arguments in their order, each in one piece. */
    static boolean isSimple(AuditRecord record) {
        int count = record.fieldCount() - 1;
        if (count < 0 || !record.isNamed(0, KnownField.ARGC.fieldName()) || record.number(0, -1) != count) {
            return false;
        }
        for (int i = 0; i < count; i++) {
            if (!isName(record, i + 1, i) || record.space(i + 1) != FieldSpace.KERNEL) {
                return false;
            }
        }
        return true;
    }

    /** Whether a field's name is {@code a} and a number. */
    private static boolean isName(AuditRecord record, int field, int number) {
        byte[] bytes = record.bytes();
        int start = record.nameStart(field);
        int end = start + record.nameLength(field);
        if (end - start < 2 || end - start > LONGEST || bytes[start] != 'a') {
            return false;
        }
        int value = 0;
        for (int i = start + 1; i < end; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return false;
            }
            value = value * 10 + bytes[i] - '0';
        }
        return value == number;
    }
}
