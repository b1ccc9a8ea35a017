package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.daemon.delivery.MemoryEventLog;
import io.github.nettyaudit.schema.EventContext;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Stores events in memory. */
final class MemoryStore extends LogStore {
    private final MemoryEventLog log;

    MemoryStore(MemoryEventLog log, EventContext host, ProcessSections.@Nullable Writer processes, IntakeStage stage) {
        super(host, processes, stage);
        this.log = log;
    }

    @Override
    boolean append(ByteBuf content, long source, long position) {
        return log.tryAppend(content, System.currentTimeMillis());
    }

    @Override
    public boolean flush(long source, long position) {
        return true;
    }
}
