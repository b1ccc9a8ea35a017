package io.github.nettyaudit.server.stream;

/**
 * Lets records through from the moment on at which somebody reads events, so that a server whose readers all read records
 * assembles none. It stays open: what came while it was closed would look like a loss. The rest of an event that had begun
 * before is kept back, as its first records are missing. Confined to one thread.
 */
final class EventGate {
    private final EventInput events;
    private boolean isOpen;
    /** Whether there was a stamped record while it was closed. */
    private boolean isSerialKnown;
    private int highestSerial;
    /** After the second settling no event that began before is open any more. */
    private int settlings = 2;

    EventGate(EventInput events) {
        this.events = events;
    }

    /**
     * Whether a record is to be assembled.
     *
     * @param stamped whether the record has an id
     * @param serial  the serial of the id
     */
    boolean passes(boolean stamped, long serial) {
        if (isOpen) {
            return settlings == 0 || !isSerialKnown || !stamped || (int) serial - highestSerial > 0;
        }
        if (events.isWanted()) {
            isOpen = true;
            return passes(stamped, serial);
        }
        if (stamped && (!isSerialKnown || (int) serial - highestSerial > 0)) {
            isSerialKnown = true;
            highestSerial = (int) serial;
        }
        return false;
    }

    /** Some seconds have passed. */
    void settle() {
        if (isOpen && settlings > 0) {
            settlings--;
        }
    }
}
