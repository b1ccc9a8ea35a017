package io.github.nettyaudit.codec.event;

import org.jspecify.annotations.Nullable;

/**
 * The events that have begun and not ended: found by their event id through a hash table with linear probing, and
 * linked in the order of their last records, oldest first, for all hosts and for each of them. No object is made for an
 * event.
 */
final class OpenEvents {
    private static final int SLOTS = 256;

    private @Nullable AuditEvent[] table = new AuditEvent[SLOTS];
    private int size;
    private @Nullable AuditEvent oldest;
    private @Nullable AuditEvent youngest;

    int size() {
        return size;
    }

    @Nullable AuditEvent oldest() {
        return oldest;
    }

    @Nullable AuditEvent youngest() {
        return youngest;
    }

    @Nullable AuditEvent find(EventHost host, long seconds, int milliseconds, int serial) {
        AuditEvent last = youngest;
        if (last == null || last.is(host, seconds, milliseconds, serial)) {
            return last;
        }
        int mask = table.length - 1;
        for (int slot = hash(host, serial, seconds, milliseconds) & mask; ; slot = slot + 1 & mask) {
            AuditEvent event = table[slot];
            if (event == null || event.is(host, seconds, milliseconds, serial)) {
                return event;
            }
        }
    }

    private static int hash(EventHost host, int serial, long seconds, int milliseconds) {
        int mixed = (serial + ((int) seconds + milliseconds * 31) * 31 ^ host.hash) * 0x9e3779b9;
        return mixed ^ mixed >>> 15;
    }

    private static int hash(AuditEvent event) {
        return hash(event.host(), event.serialBits(), event.seconds(), event.milliseconds());
    }

    /** Adds an event of a host that is not open yet. */
    void add(AuditEvent event, EventHost host) {
        event.host = host;
        host.append(event);
        if (2 * (size + 1) > table.length) {
            grow();
        }
        put(event);
        size++;
        append(event);
    }

    private void put(AuditEvent event) {
        int mask = table.length - 1;
        int slot = hash(event) & mask;
        while (table[slot] != null) {
            slot = slot + 1 & mask;
        }
        table[slot] = event;
    }

    private void grow() {
        @Nullable AuditEvent[] old = table;
        table = new AuditEvent[2 * old.length];
        for (AuditEvent event : old) {
            if (event != null) {
                put(event);
            }
        }
    }

    private void append(AuditEvent event) {
        event.older = youngest;
        event.younger = null;
        if (youngest == null) {
            oldest = event;
        } else {
            youngest.younger = event;
        }
        youngest = event;
    }

    private void unlink(AuditEvent event) {
        AuditEvent before = event.older;
        AuditEvent after = event.younger;
        if (before == null) {
            oldest = after;
        } else {
            before.younger = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.older = before;
        }
        event.older = null;
        event.younger = null;
    }

    /** Makes an event that got a record the youngest. */
    void refresh(AuditEvent event) {
        event.host().refresh(event);
        if (event != youngest) {
            unlink(event);
            append(event);
        }
    }

    /** Removes an event that is open. */
    void remove(AuditEvent event) {
        unlink(event);
        event.host().unlink(event);
        size--;
        int mask = table.length - 1;
        int hole = hash(event) & mask;
        while (table[hole] != event) {
            hole = hole + 1 & mask;
        }
        event.host = null;
        close(hole);
    }

    /** Closes the hole that a removed event leaves in the table. */
    private void close(int removed) {
        int mask = table.length - 1;
        int hole = removed;
        table[hole] = null;
        for (int slot = hole + 1 & mask; ; slot = slot + 1 & mask) {
            AuditEvent moved = table[slot];
            if (moved == null) {
                return;
            }
            int wanted = hash(moved) & mask;
            // it may move to the hole if that is not before the place it wants
            if ((slot - wanted & mask) >= (slot - hole & mask)) {
                table[hole] = moved;
                table[slot] = null;
                hole = slot;
            }
        }
    }
}
