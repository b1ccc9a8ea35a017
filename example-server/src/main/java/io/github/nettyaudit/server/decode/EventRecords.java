package io.github.nettyaudit.server.decode;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.message.AuditMessageType;
import io.github.nettyaudit.codec.record.AuditRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of one event after another, each with a reader of its own, so that its fields are found once. Events of very
 * many records have one reader for all beyond the first ones, which is valid until another of them is asked for.
 */
final class EventRecords {
    private static final int READERS = 16;

    private final AuditRecord[] readers = new AuditRecord[READERS];
    private final AuditRecord other = new AuditRecord();
    private @Nullable AuditEvent event;
    /** One bit for each reader: whether it is wrapped around its record. */
    private int wrapped;

    /** Reads another event. */
    void begin(AuditEvent next) {
        event = next;
        wrapped = 0;
    }

    /** The number of records. */
    int size() {
        return event == null ? 0 : event.size();
    }

    /** The type of a record, see {@link AuditMessageType}. */
    int type(int number) {
        return event == null ? 0 : event.type(number);
    }

    /** The first record of a type; -1 if there is none. */
    int indexOf(int type) {
        return event == null ? -1 : event.indexOf(type);
    }

    /** A record of the event. */
    AuditRecord record(int number) {
        AuditEvent from = event;
        if (from == null) {
            throw new IllegalStateException("there is no event");
        }
        if (number >= READERS) {
            return from.read(number, other);
        }
        AuditRecord reader = readers[number];
        if (reader == null) {
            reader = new AuditRecord();
            readers[number] = reader;
        }
        if ((wrapped & 1 << number) == 0) {
            from.read(number, reader);
            wrapped |= 1 << number;
        }
        return reader;
    }
}
