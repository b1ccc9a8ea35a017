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

    /**
     * Whether a value can pass, before the fields of its record are found. True for each value that passes, and for few
     * others.
     *
     * @param bytes hold the record
     * @param from  where the value begins
     * @param to    where the record ends; the value ends before that
     */
    default boolean canPass(byte[] bytes, int from, int to) {
        return true;
    }
}
