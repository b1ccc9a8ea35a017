package io.github.nettyaudit.server.page;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The newest events in their raw form, as many as fit into a number of bytes. Thread-safe. */
final class RecentEvents {
    /** What an entry takes beside its document: the objects around it, and its id. */
    private static final int OVERHEAD = 300;

    private final long bound;
    private final ArrayDeque<Recent> events = new ArrayDeque<>();
    private final Map<String, Recent> byId = new HashMap<>();
    private long bytes;
    private long next = 1;

    /**
     * An event.
     *
     * @param sequence its number; the first one is 1
     * @param id       its id, which late records of an event share
     * @param document the raw form
     */
    record Recent(long sequence, String id, byte[] document) {
    }

    RecentEvents(long bound) {
        this.bound = bound;
    }

    synchronized void add(String id, byte[] document) {
        Recent event = new Recent(next++, id, document);
        events.add(event);
        byId.put(id, event);
        bytes += size(event);
        while (bytes > bound) {
            Recent oldest = events.remove();
            byId.remove(oldest.id(), oldest);
            bytes -= size(oldest);
        }
    }

    private static long size(Recent event) {
        return (long) event.document().length + 2L * event.id().length() + OVERHEAD;
    }

    synchronized @Nullable Recent find(String id) {
        return byId.get(id);
    }

    /** The events from a sequence on, the oldest first. */
    List<Recent> from(long sequence) {
        return between(sequence, Long.MAX_VALUE);
    }

    /** The events before a sequence, the oldest first. */
    List<Recent> before(long sequence) {
        return between(1, sequence);
    }

    private synchronized List<Recent> between(long from, long before) {
        List<Recent> found = new ArrayList<>();
        events.forEach(event -> {
            if (event.sequence() >= from && event.sequence() < before) {
                found.add(event);
            }
        });
        return found;
    }
}
