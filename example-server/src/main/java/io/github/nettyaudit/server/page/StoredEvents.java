package io.github.nettyaudit.server.page;

import io.github.nettyaudit.codec.event.AuditEvent;
import io.github.nettyaudit.schema.EventContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Events that can be read again. Any thread. */
interface StoredEvents {
    /** {@code spool}, or {@code memory}. */
    String source();

    /** Whether events are stored soon after they happen; otherwise their order says nothing about their times. */
    boolean isLive();

    /**
     * Reads events in their order.
     *
     * @param from   the first sequence; 0 to begin by the time
     * @param millis events of an earlier time are left out, if they can be told without being read
     * @param reader gets them
     * @return the next sequence to read; 0 at the end
     */
    long read(long from, long millis, Reader reader) throws IOException, InterruptedException;

    /**
     * Reads the newest events first, in parts. The events of a part come in their order, and each part is older than the
     * one before.
     *
     * @param before the sequence before which to begin; 0 to begin with the newest event
     * @param from   events of an earlier time are left out, if they can be told without being read
     * @param to     events of a later time are left out, if they can be told without being read
     * @param reader gets them
     * @return the first sequence of the last part; 0 if there are no older events
     */
    long readBack(long before, long from, long to, PartReader reader) throws IOException, InterruptedException;

    /** Reads an event by its id. */
    <T> @Nullable T find(String id, Use<T> use) throws IOException, InterruptedException;

    /** What is wanted of one event, which is released afterwards. */
    interface Use<T> {
        T of(AuditEvent event, EventContext context);
    }

    /** Gets what is stored. */
    interface Taker {
        /** @return whether it wants more */
        boolean event(long sequence, AuditEvent event, EventContext context);

        /** Events that are not there any more. */
        void gap(long first, long last, String reason);
    }

    /** Gets events in parts, of which all events are given. */
    interface PartReader extends Taker {
        /**
         * A part has ended.
         *
         * @return whether it wants another one
         */
        boolean partEnded();
    }

    /** Gets events in their order. */
    interface Reader extends Taker {

        /**
         * The time at which further events were stored; asked before they are read.
         *
         * @return whether it wants them
         */
        boolean storedAt(long millis);
    }
}
