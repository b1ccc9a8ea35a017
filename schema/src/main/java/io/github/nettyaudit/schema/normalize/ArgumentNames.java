package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.util.Arrays;

/** The names of fields in EXECVE records: {@code argc}, {@code a0}, {@code a1_len}, {@code a1[0]}. */
final class ArgumentNames {
    private static final byte[] LENGTH = {'_', 'l', 'e', 'n'};
    private static final int LONGEST = 8;

    private ArgumentNames() {
    }

    /** Whether a field's name is an argument's, its length's or a part's of it. */
    static boolean isPart(AuditRecord record, int field) {
        byte[] bytes = record.bytes();
        int start = record.nameStart(field);
        int end = start + record.nameLength(field);
        int at = digits(bytes, start + 1, end);
        if (bytes[start] != 'a' || at == start + 1 || at - start > LONGEST) {
            return false;
        }
        if (at == end) {
            return true;
        }
        if (bytes[at] == '[') {
            int close = digits(bytes, at + 1, end);
            return close > at + 1 && close - at <= LONGEST && close == end - 1 && bytes[close] == ']';
        }
        return Arrays.equals(bytes, at, end, LENGTH, 0, LENGTH.length);
    }

    private static int digits(byte[] bytes, int start, int end) {
        int at = start;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
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
