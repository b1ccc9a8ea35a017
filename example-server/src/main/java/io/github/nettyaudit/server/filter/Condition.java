package io.github.nettyaudit.server.filter;

import io.github.nettyaudit.codec.record.AuditRecord;

/** One condition on an event, which sees its records one after another. */
interface Condition {
    /** Another event begins. */
    void begin();

    /**
     * Whether a record of this type can say anything, so that the fields of other records need not be found.
     *
     * @param type the record's type
     */
    boolean reads(int type);

    /**
     * Whether the condition can be fulfilled if the event has a record, before the fields of the record are found: an
     * event without such a record does not fulfil the condition.
     *
     * @param type  the record's type
     * @param bytes hold the record
     * @param from  where the record begins
     * @param to    where it ends
     */
    default boolean canBeFulfilledBy(int type, byte[] bytes, int from, int to) {
        return reads(type);
    }

    /** One of the event's records, in their order. */
    void read(AuditRecord record);

    /** Whether the records so far fulfil the condition, and no other record of the event can change that. */
    boolean isFulfilled();

    /** Whether the event, of which all records were read, fulfils the condition. */
    default boolean isFulfilledAtEnd() {
        return isFulfilled();
    }
}
