package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldName;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.util.stream.Stream;

/**
 * Fulfilled if a field of one of several names passes a test, in any record of the event. What only the kernel knows,
 * such as ids, is looked for in the kernel's part of the records only, because a program may write anything into its own
 * part.
 */
final class FieldCondition implements Condition {
    private final FieldName[] names;
    private final boolean isUserPartRead;
    private final ValueTest test;
    private boolean fulfilled;

    private FieldCondition(boolean isUserPartRead, ValueTest test, String... names) {
        this.names = Stream.of(names).map(FieldName::of).toArray(FieldName[]::new);
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
