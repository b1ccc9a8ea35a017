package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.intake.EventStore;
import io.github.nettyaudit.daemon.spool.StoredEventCodec;
import io.github.nettyaudit.daemon.spool.StoredSections;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Writes events in their stored form to a log. One thread. */
abstract class LogStore implements EventStore {
    private static final int CAPACITY = 4096;
    /** The memory of a long event is given back. */
    private static final int MOST_KEPT = 1 << 20;
    private static final int MICROS = 1000;

    private final ProcessSections.@Nullable Writer processes;
    private ByteBuf entry = Unpooled.buffer(CAPACITY);

    /** @param processes looks at the processes of events; {@code null} if that is not wanted */
    LogStore(ProcessSections.@Nullable Writer processes) {
        this.processes = processes;
    }

    /** Returns the event as an entry, valid until the next call. */
    final ByteBuf entry(AuditEvent event) {
        if (entry.capacity() > MOST_KEPT) {
            entry = Unpooled.buffer(CAPACITY);
        }
        StoredSections sections = processes == null ? StoredSections.NONE : processes.of(event);
        StoredEventCodec.write(event, System.currentTimeMillis() * MICROS, sections, entry.clear());
        return entry;
    }
}
