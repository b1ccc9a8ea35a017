package io.github.nettyaudit.daemon.intake;

import io.github.nettyaudit.codec.event.AuditEvent;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The events that are open, in the order in which they began, with the position of the first record of each. Nearly all
 * events end while they are among the youngest, or the oldest, so they are looked for from both ends.
 */
final class OpenPositions {
    static final long NONE = Long.MAX_VALUE;

    private @Nullable AuditEvent[] events = new AuditEvent[64];
    private long[] positions = new long[64];
    /** Between these lie the events; {@code null} where one has ended. */
    private int head;
    private int tail;
    private int size;

    /** Adds an event that has begun; the positions do not decrease. */
    void begin(AuditEvent event, long position) {
        if (tail == events.length) {
            makeRoom();
        }
        events[tail] = event;
        positions[tail++] = position;
        size++;
    }

    private void makeRoom() {
        int kept = 0;
        for (int i = head; i < tail; i++) {
            if (events[i] != null) {
                events[kept] = events[i];
                positions[kept++] = positions[i];
            }
        }
        Arrays.fill(events, kept, tail, null);
        head = 0;
        tail = kept;
        if (2 * kept > events.length) {
            events = Arrays.copyOf(events, 2 * events.length);
            positions = Arrays.copyOf(positions, events.length);
        }
    }

    /** Removes an event that has ended; does nothing if it is not there. */
    void end(AuditEvent event) {
        for (int low = head, high = tail - 1; low <= high; low++, high--) {
            if (events[high] == event) {
                remove(high);
                return;
            }
            if (events[low] == event) {
                remove(low);
                return;
            }
        }
    }

    private void remove(int index) {
        events[index] = null;
        size--;
        while (head < tail && events[tail - 1] == null) {
            tail--;
        }
        while (head < tail && events[head] == null) {
            head++;
        }
        if (head == tail) {
            head = 0;
            tail = 0;
        }
    }

    /** Gives the consumer each event that began before a position. */
    void before(long position, Consumer<AuditEvent> consumer) {
        for (int i = head; i < tail && positions[i] < position; i++) {
            AuditEvent event = events[i];
            if (event != null) {
                consumer.accept(event);
            }
        }
    }

    int size() {
        return size;
    }

    /** The position of the oldest event, or {@link #NONE}. */
    long oldest() {
        return size == 0 ? NONE : positions[head];
    }
}
