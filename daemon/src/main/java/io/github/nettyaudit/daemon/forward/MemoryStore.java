package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.delivery.MemoryEventLog;
import org.jspecify.annotations.Nullable;

/** Stores events in memory. */
final class MemoryStore extends LogStore {
    private final MemoryEventLog log;

    MemoryStore(MemoryEventLog log, ProcessSections.@Nullable Writer processes) {
        super(processes);
        this.log = log;
    }

    @Override
    public boolean append(AuditEvent event, long source, long position) {
        return log.tryAppend(entry(event), System.currentTimeMillis());
    }

    @Override
    public boolean flush(long source, long position) {
        return true;
    }
}
