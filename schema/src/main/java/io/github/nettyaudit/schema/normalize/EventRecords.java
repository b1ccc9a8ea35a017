package io.github.nettyaudit.schema.normalize;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import java.util.Arrays;

/**
 * The records of an event, each in a reader of its own, which is used again for the next event. A <i>reference</i> is the
 * number of a record in the upper half and that of one of its fields in the lower.
 */
final class EventRecords {
    private static final int FEWEST_READERS = 8;

    private AuditRecord[] records = {};
    /** How many records the event has. */
    int size;
    /** The number of the record that says who acted. */
    int main;

    void read(AuditEvent event) {
        size = event.size();
        if (records.length < size) {
            int old = records.length;
            records = Arrays.copyOf(records, Math.max(size, FEWEST_READERS));
            for (int i = old; i < records.length; i++) {
                records[i] = new AuditRecord();
            }
        }
        for (int i = 0; i < size; i++) {
            event.read(i, records[i]);
        }
        main = mainRecord(event);
    }

    private static int mainRecord(AuditEvent event) {
        int call = event.indexOf(AuditMessageType.SYSCALL);
        if (call < 0) {
            call = event.indexOf(AuditMessageType.URINGOP);
        }
        return Math.max(call, 0);
    }

    AuditRecord get(int number) {
        return records[number];
    }

    /** The record of a field. */
    AuditRecord of(long reference) {
        return records[record(reference)];
    }

    static int record(long reference) {
        return (int) (reference >>> Integer.SIZE);
    }

    static int field(long reference) {
        return (int) reference;
    }

    static long reference(int record, int field) {
        return (long) record << Integer.SIZE | field;
    }
}
