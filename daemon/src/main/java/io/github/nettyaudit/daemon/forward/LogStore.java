package io.github.nettyaudit.daemon.forward;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.daemon.intake.EventStore;
import io.github.nettyaudit.daemon.spool.StoredEventCodec;
import io.github.nettyaudit.daemon.spool.StoredSections;
import io.github.nettyaudit.schema.EventContext;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/** Writes what is to be stored of events, in their stored form, to a log. One thread. */
abstract class LogStore implements EventStore {
    private static final int CAPACITY = 4096;
    /** The memory of a long event is given back. */
    private static final int MOST_KEPT = 1 << 20;
    private static final int MICROS = 1000;

    private final EventContext host;
    private final ProcessSections.@Nullable Writer processes;
    private final IntakeStage stage;
    /** What the policy reports, before the event. */
    private final Queue<AuditEvent> reports = new ArrayDeque<>();
    /** What is to be stored of {@link #current}; {@code null} for nothing. */
    private @Nullable AuditEvent out;
    private @Nullable AuditEvent current;
    private StoredSections sections = StoredSections.NONE;
    private ByteBuf entry = Unpooled.buffer(CAPACITY);

    /**
     * @param host      the context of events that have no process
     * @param processes looks at the processes of events; {@code null} if that is not wanted
     * @param stage     decides what is stored
     */
    LogStore(EventContext host, ProcessSections.@Nullable Writer processes, IntakeStage stage) {
        this.host = host;
        this.processes = processes;
        this.stage = stage;
    }

    @Override
    public final boolean append(AuditEvent event, long source, long position) {
        try {
            if (event != current) {
                begin(event);
            }
            if (!appendReports(source, position) || out != null && !append(entry(out), source, position)) {
                return false;
            }
        } catch (IllegalArgumentException e) {
            clear(); // the event is refused
            throw e;
        }
        clear();
        return true;
    }

    private void begin(AuditEvent event) {
        clear();
        sections = StoredSections.NONE;
        EventContext context = host;
        if (processes != null) {
            sections = processes.of(event);
            context = host.withProcess(processes.last());
        }
        out = stage.take(event, context, reports::add);
        current = event;
    }

    private boolean appendReports(long source, long position) {
        for (AuditEvent next = reports.peek(); next != null; next = reports.peek()) {
            if (!append(entry(next), source, position)) {
                return false;
            }
            reports.remove();
            next.release();
        }
        return true;
    }

    @Override
    public final boolean tick(long source, long position) {
        stage.tick(reports::add);
        return flushReports(source, position);
    }

    @Override
    public final boolean end(long source, long position) {
        stage.end(reports::add);
        return flushReports(source, position);
    }

    private boolean flushReports(long source, long position) {
        int before = reports.size();
        appendReports(source, position);
        return reports.size() < before;
    }

    private void clear() {
        if (out != null) {
            out.release();
        }
        out = null;
        current = null;
    }

    /** Releases what was not stored. After the writer's thread has ended. */
    final void release() {
        clear();
        reports.forEach(AuditEvent::release);
        reports.clear();
    }

    private ByteBuf entry(AuditEvent event) {
        if (entry.capacity() > MOST_KEPT) {
            entry = Unpooled.buffer(CAPACITY);
        }
        StoredEventCodec.write(event, System.currentTimeMillis() * MICROS,
                event instanceof AuditLossEvent ? StoredSections.NONE : sections, entry.clear());
        return entry;
    }

    /** Appends an entry; {@code false} if there is no space. */
    abstract boolean append(ByteBuf content, long source, long position);
}
