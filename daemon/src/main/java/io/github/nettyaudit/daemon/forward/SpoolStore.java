package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.daemon.spool.SpoolWriter;
import org.jspecify.annotations.Nullable;

/** Stores events in a spool, each block with the position of the ring up to which its events were read. */
final class SpoolStore extends LogStore {
    private final SpoolWriter writer;

    SpoolStore(SpoolWriter writer, ProcessSections.@Nullable Writer processes) {
        super(processes);
        this.writer = writer;
    }

    @Override
    public boolean append(AuditEvent event, long source, long position) {
        writer.source(source, position);
        return writer.add(entry(event));
    }

    @Override
    public boolean flush(long source, long position) {
        writer.source(source, position);
        return writer.flush();
    }
}
