package io.github.nettyaudit.daemon.internal.kernel;

import io.github.nettyaudit.codec.request.AuditDaemonEvent;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what arrives on a data channel. Written by the channel's event loop only, so that no atomic increment is
 * needed; any thread may read.
 */
final class DataCounters {
    private final AtomicLong records = new AtomicLong();
    private final AtomicLong invalid = new AtomicLong();
    private final AtomicLongArray events = new AtomicLongArray(AuditDaemonEvent.Kind.values().length);

    void addRecord() {
        records.lazySet(records.getPlain() + 1);
    }

    void addInvalid() {
        invalid.lazySet(invalid.getPlain() + 1);
    }

    void addEvent(AuditDaemonEvent.Kind kind) {
        events.lazySet(kind.ordinal(), events.getPlain(kind.ordinal()) + 1);
    }

    long records() {
        return records.get();
    }

    long invalid() {
        return invalid.get();
    }

    long events(AuditDaemonEvent.Kind kind) {
        return events.get(kind.ordinal());
    }
}
