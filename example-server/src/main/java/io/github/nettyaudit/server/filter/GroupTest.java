package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import io.github.nettyaudit.codec.record.FieldSpace;
import java.util.Set;

/**
 * Whether the id of a group passes a test, which may also be the group that a message on the management of groups is about.
 *
 * @param id the test of the id
 */
record GroupTest(IdTest id) implements ValueTest {
    /** The field with the group that is managed. */
    static final String MANAGED = "id";

    private static final Set<Integer> MANAGEMENT = Set.of(AuditMessageType.of("ADD_GROUP"),
            AuditMessageType.of("DEL_GROUP"), AuditMessageType.of("GRP_MGMT"));

    @Override
    public boolean passes(AuditRecord record, int field) {
        return isGroup(record, field) && id.passes(record, field);
    }

    private static boolean isGroup(AuditRecord record, int field) {
        return MANAGEMENT.contains(record.type())
                || record.space(field) == FieldSpace.KERNEL && !record.name(field).equals(MANAGED);
    }

    @Override
    public boolean canPass(byte[] bytes, int from, int to) {
        return id.canPass(bytes, from, to);
    }
}
