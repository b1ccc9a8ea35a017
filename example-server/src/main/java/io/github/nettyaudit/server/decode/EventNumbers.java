package io.github.nettyaudit.server.decode;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.TreeSet;

/**
 * Numbers events in the order in which libauparse gives them out, so that our numbers are those of its users: an event
 * waits for every event with an earlier stamp that has begun and not ended, and libauparse looks only when an event
 * begins.
 */
final class EventNumbers {
    /** An event that has begun. */
    static final class Event {
        private final long seconds;
        private final int milliseconds;
        private final long serial;
        private int slot;
        private boolean ended;
        private int records;
        /** The event's number; 0 until it has one. */
        long number;

        Event(long seconds, int milliseconds, long serial) {
            this.seconds = seconds;
            this.milliseconds = milliseconds;
            this.serial = serial;
        }

        int nextRecord() {
            return records++;
        }
    }

    private final TreeSet<Event> waiting = new TreeSet<>(Comparator.<Event>comparingLong(event -> event.seconds)
            .thenComparingInt(event -> event.milliseconds).thenComparing(event -> event.serial, Long::compareUnsigned)
            .thenComparingInt(event -> event.slot));
    /** libauparse keeps events in an array, whose first free place the next one gets; it decides between equals. */
    private final PriorityQueue<Integer> freeSlots = new PriorityQueue<>();
    private int slots;
    private long last;

    void begin(Event event) {
        Integer free = freeSlots.poll();
        event.slot = free == null ? slots++ : free;
        waiting.add(event);
    }

    void end(Event event) {
        event.ended = true;
    }

    /** Numbers the ended events up to the first that has not. */
    void giveOut() {
        while (!waiting.isEmpty() && waiting.first().ended) {
            Event event = waiting.pollFirst();
            event.number = ++last;
            freeSlots.add(event.slot);
        }
    }
}
