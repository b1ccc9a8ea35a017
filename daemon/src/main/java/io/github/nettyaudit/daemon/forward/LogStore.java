package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.intake.EventStore;
import io.github.nettyaudit.daemon.spool.StoredEventCodec;
import io.github.nettyaudit.daemon.spool.StoredSections;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Writes events in their stored form to a log. One thread. */
abstract class LogStore implements EventStore {
    private static final int CAPACITY = 4096;
    /** The memory of a long event is given back. */
    private static final int MOST_KEPT = 1 << 20;
    private static final int MICROS = 1000;

    private ByteBuf entry = Unpooled.buffer(CAPACITY);

    /** Returns the event as an entry, valid until the next call. */
    final ByteBuf entry(AuditEvent event) {
        if (entry.capacity() > MOST_KEPT) {
            entry = Unpooled.buffer(CAPACITY);
        }
        StoredEventCodec.write(event, System.currentTimeMillis() * MICROS, StoredSections.NONE, entry.clear());
        return entry;
    }
}
