package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;
import io.github.nettyaudit.schema.raw.RawEventReader;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The newest events, which the page's own sink keeps. */
final class MemoryEvents implements StoredEvents {
    private static final int PART = 256;

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
            if (!pass(one, raw, reader)) {
                return one.sequence() + 1;
            }
        }
        return 0;
    }

    @Override
    public long readBack(long before, long from, long to, PartReader reader) throws IOException {
        RawEventReader raw = new RawEventReader();
        List<RecentEvents.Recent> all = recent.before(before > 0 ? before : Long.MAX_VALUE);
        for (int end = all.size(); end > 0;) {
            int start = Math.max(0, end - PART);
            for (RecentEvents.Recent one : all.subList(start, end)) {
                pass(one, raw, reader);
            }
            if (!reader.partEnded()) {
                return start == 0 ? 0 : all.get(start).sequence();
            }
            end = start;
        }
        return 0;
    }

    private boolean pass(RecentEvents.Recent one, RawEventReader raw, Taker reader) throws IOException {
        AuditEvent event = raw.read(Unpooled.wrappedBuffer(one.document()));
        try {
            return reader.event(one.sequence(), event, host.withProcess(raw.process()));
        } finally {
            event.release();
        }
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
