package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/**
 * Fulfilled if a field of one of several names passes a test, in any record of the event. What only the kernel knows,
 * such as ids, is looked for in the kernel's part of the records only, because a program may write anything into its own
 * part.
 */
final class FieldCondition implements Condition {
    private final FieldName[] names;
    /** The names as they stand in a record, each with its equals sign. */
    private final BytePattern[] starts;
    private final boolean isUserPartRead;
    private final ValueTest test;
    private boolean fulfilled;

    private FieldCondition(boolean isUserPartRead, ValueTest test, String... names) {
        this.names = Stream.of(names).map(FieldName::of).toArray(FieldName[]::new);
        starts = Stream.of(names).map(name -> BytePattern.of((name + '=').getBytes(StandardCharsets.UTF_8)))
                .toArray(BytePattern[]::new);
        this.isUserPartRead = isUserPartRead;
        this.test = test;
    }

    /** Of fields that the kernel wrote, or a daemon in its own records. */
    static FieldCondition ofKernel(ValueTest test, String... names) {
        return new FieldCondition(false, test, names);
    }

    /** Of fields that anybody wrote. */
    static FieldCondition ofAll(ValueTest test, String... names) {
        return new FieldCondition(true, test, names);
    }

    @Override
    public void begin() {
        fulfilled = false;
    }

    @Override
    public boolean reads(int type) {
        return type != AuditMessageType.PROCTITLE && type != AuditMessageType.EXECVE && type != AuditMessageType.EOE;
    }

    @Override
    public boolean canBeFulfilledBy(int type, byte[] bytes, int from, int to) {
        if (!reads(type)) {
            return false;
        }
        for (BytePattern start : starts) {
            for (int at = start.find(bytes, from, to); at >= 0; at = start.find(bytes, at + 1, to)) {
                if ((at == from || !isPartOfName(bytes[at - 1])) && test.canPass(bytes, at + start.length(), to)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a longer name ends here. */
    private static boolean isPartOfName(byte before) {
        return before >= 'a' && before <= 'z' || before == '_' || before == '-';
    }

    @Override
    public void read(AuditRecord record) {
        for (int field = 0; field < record.fieldCount() && !fulfilled; field++) {
            if (!isUserPartRead && record.space(field) != FieldSpace.KERNEL) {
                return;
            }
            long key = record.nameKey(field);
            for (FieldName name : names) {
                if (name.key() == key && record.isNamed(field, name)) {
                    fulfilled = test.passes(record, field);
                    break;
                }
            }
        }
    }

    @Override
    public boolean isFulfilled() {
        return fulfilled;
    }
}
