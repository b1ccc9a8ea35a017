package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.daemon.spool.SpoolWriter;
import io.github.nettyaudit.schema.EventContext;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Stores events in a spool, each block with the position of the ring up to which its events were read. */
final class SpoolStore extends LogStore {
    private final SpoolWriter writer;

    SpoolStore(SpoolWriter writer, EventContext host, ProcessSections.@Nullable Writer processes, IntakeStage stage) {
        super(host, processes, stage);
        this.writer = writer;
    }

    @Override
    boolean append(ByteBuf content, long source, long position) {
        writer.source(source, position);
        return writer.add(content);
    }

    @Override
    public boolean flush(long source, long position) {
        writer.source(source, position);
        return writer.flush();
    }
}
