package io.github.nettyaudit.codec.event;

/** Remembers the last events that ended, by which late records are distinguished from those of a new event. */
final class EndedEvents {
    private static final int REMEMBERED = 1 << 12;

    /**
     * Of each value of the lower bits of a serial, the last event; 0 if there was none. Each host begins elsewhere, so
     * that the events of two hosts whose serials are nearly the same do not displace each other.
     */
    private final long[] identities = new long[REMEMBERED];

    void add(AuditEvent event) {
        identities[slot(event)] = identity(event);
    }

    boolean contains(AuditEvent event) {
        return identities[slot(event)] == identity(event);
    }

    private static int hostHash(AuditEvent event) {
        String node = event.node();
        return node == null ? 0 : node.hashCode() * 0x9e3779b1;
    }

    private static int slot(AuditEvent event) {
        return event.serialBits() + hostHash(event) & REMEMBERED - 1;
    }

    /** A number, never 0, that two different events with the same lower bits do not share, all but certainly. */
    private static long identity(AuditEvent event) {
        long identity = (event.seconds() * 1_000 + event.milliseconds() << 32 | event.serial()) * 0x9e3779b97f4a7c15L;
        return identity ^ hostHash(event) | 1;
    }
}
