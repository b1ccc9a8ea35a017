package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.raw.RawEventReader;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The newest events, which the page's own sink keeps. */
final class MemoryEvents implements StoredEvents {
    private final RecentEvents recent;
    private final EventContext host;

    MemoryEvents(RecentEvents recent, EventContext host) {
        this.recent = recent;
        this.host = host;
    }

    @Override
    public String source() {
        return "memory";
    }

    @Override
    public boolean isLive() {
        return false; // all are looked at: they are in memory
    }

    @Override
    public long read(long from, long millis, Reader reader) throws IOException {
        RawEventReader raw = new RawEventReader();
        for (RecentEvents.Recent one : recent.from(from)) {
            AuditEvent event = raw.read(Unpooled.wrappedBuffer(one.document()));
            try {
                if (!reader.event(one.sequence(), event, host.withProcess(raw.process()))) {
                    return one.sequence() + 1;
                }
            } finally {
                event.release();
            }
        }
        return 0;
    }

    @Override
    public <T> @Nullable T find(String id, Use<T> use) throws IOException {
        RecentEvents.Recent found = recent.find(id);
        if (found == null) {
            return null;
        }
        RawEventReader raw = new RawEventReader();
        AuditEvent event = raw.read(Unpooled.wrappedBuffer(found.document()));
        try {
            return use.of(event, host.withProcess(raw.process()));
        } finally {
            event.release();
        }
    }
}
