package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;

/** A test of the value of one field. */
@FunctionalInterface
interface ValueTest {
    /**
     * Whether the value passes.
     *
     * @param record the record
     * @param field  the number of the field
     */
    boolean passes(AuditRecord record, int field);
}
