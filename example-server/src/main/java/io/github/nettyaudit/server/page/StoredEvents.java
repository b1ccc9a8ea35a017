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

    /** Reads an event by its id. */
    <T> @Nullable T find(String id, Use<T> use) throws IOException, InterruptedException;

    /** What is wanted of one event, which is released afterwards. */
    interface Use<T> {
        T of(AuditEvent event, EventContext context);
    }

    /** Gets events. */
    interface Reader {
        /** @return whether it wants more */
        boolean event(long sequence, AuditEvent event, EventContext context);

        /** Events that are not there any more. */
        void gap(long first, long last, String reason);

        /**
         * The time at which further events were stored; asked before they are read.
         *
         * @return whether it wants them
         */
        boolean storedAt(long millis);
    }
}
