package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.codec.event.AuditLossEvent;
import io.github.nettyaudit.codec.event.AuditLossKind;
import io.netty.util.internal.logging.InternalLogger;
import io.netty.util.internal.logging.InternalLoggerFactory;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Calls a store, keeps the events that it has not taken yet, and survives its exceptions. */
final class StoreCalls implements AutoCloseable {
    private static final InternalLogger LOGGER = InternalLoggerFactory.getInstance(EventWriter.class);

    private final EventStore store;
    private final long source;
    private final IntakeCounters counters;
    private final Queue<AuditEvent> waiting = new ArrayDeque<>();
    private final Set<Class<?>> logged = new HashSet<>();
    private @Nullable Throwable lastFailure;
    private boolean flushed = true;

    StoreCalls(EventStore store, long source, IntakeCounters counters) {
        this.store = store;
        this.source = source;
        this.counters = counters;
    }

    /** Takes an event, which becomes this object's, to be appended later. */
    void add(AuditEvent event) {
        waiting.add(event);
    }

    /**
     * Appends the events that wait.
     *
     * @param position the position up to which all others were appended
     * @return whether the store has taken all
     */
    boolean appendWaiting(long position) {
        for (AuditEvent event = waiting.peek(); event != null; event = waiting.peek()) {
            if (!append(event, position)) {
                return false;
            }
            waiting.remove();
            event.release();
        }
        return true;
    }

    private boolean append(AuditEvent event, long position) {
        try {
            if (!store.append(event, source, position)) {
                counters.addStoreWait();
                return false;
            }
            counters.addEvent();
            flushed = false;
            return true;
        } catch (IllegalArgumentException e) {
            log(e, "the store refuses an event, and a loss event takes its place");
            return event instanceof AuditLossEvent || appendRefusal(event, position);
        } catch (Throwable e) {
            failed(e);
            return false;
        }
    }

    private boolean appendRefusal(AuditEvent refused, long position) {
        counters.addRefused();
        AuditLossEvent loss = AuditLossEvent.of(AuditLossKind.DROPPED, Instant.now(), refused.size(),
                "The store refused the event with the serial " + refused.serial() + '.');
        try {
            return append(loss, position);
        } finally {
            loss.release();
        }
    }

    /**
     * Flushes the store if something was appended.
     *
     * @param position the position up to which all events were appended
     * @return whether nothing is left to flush
     */
    boolean flush(long position) {
        if (flushed) {
            return true;
        }
        try {
            flushed = store.flush(source, position);
        } catch (Throwable e) {
            failed(e);
            return false;
        }
        if (!flushed) {
            counters.addStoreWait();
        }
        return flushed;
    }

    /** About a second has passed. */
    void tick(long position) {
        try {
            flushed &= !store.tick(source, position);
        } catch (Throwable e) {
            failed(e);
        }
    }

    /** All events were appended, and the writer ends. */
    void end(long position) {
        try {
            flushed &= !store.end(source, position);
        } catch (Throwable e) {
            failed(e);
        }
    }

    boolean isFlushed() {
        return flushed && waiting.isEmpty();
    }

    private void failed(Throwable e) {
        counters.addStoreWait();
        lastFailure = e;
        log(e, "the store has failed; it is called again");
    }

    private void log(Throwable e, String sentence) {
        if (logged.add(e.getClass())) {
            LOGGER.warn("{}. Further exceptions of this class are not logged", sentence, e);
        }
    }

    @Nullable Throwable lastFailure() {
        return lastFailure;
    }

    /** Releases the events that wait. */
    @Override
    public void close() {
        waiting.forEach(AuditEvent::release);
        waiting.clear();
    }
}
